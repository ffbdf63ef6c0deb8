/** Such as "23 h 59 min 08 s"; seconds are always there, so that one sees it count. */
export function timeLeft(milliseconds: number): string {
  const all = Math.max(0, Math.ceil(milliseconds / 1000));
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor((all % 3600) / 60);
  return `${hours > 0 ? `${hours} h ` : ""}${twoDigits(minutes)} min ${twoDigits(all % 60)} s`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
