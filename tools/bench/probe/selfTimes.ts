import type { Profile } from "./messages";
import { moduleOf } from "./moduleOf";

export interface SelfTime {
  readonly module: string;
  /** Of the time in which the process worked, 0 to 1. */
  readonly share: number;
}

/** Where a process spent its time, by module, the most first: what ran there itself, without what it called. */
export function selfTimes({ nodes, samples, timeDeltas }: Profile): SelfTime[] {
  const moduleOfNode = new Map(nodes.map(({ id, callFrame }) => [id, moduleOf(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((node, nth) => {
    const module = moduleOfNode.get(node);
    // A delta leads up to its sample; V8 may order two the wrong way round, which makes one negative.
    const time = Math.max(0, timeDeltas[nth] ?? 0);
    if (module !== undefined) times.set(module, (times.get(module) ?? 0) + time);
  });
  const whole = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times].map(([module, time]) => ({ module, share: time / whole })).sort((a, b) => b.share - a.share);
}
