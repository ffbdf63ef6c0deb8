import { ApiUnderTest, type TestOptions } from "../../support/ApiUnderTest";

/** An API for all tests of the describe, or file, that this is called in; the function that comes back tells which. */
export function apiForAll(options: TestOptions | (() => TestOptions | Promise<TestOptions>) = {}): () => ApiUnderTest {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start(typeof options === "function" ? await options() : options);
  });
  afterAll(async () => {
    await api.stop();
  });
  return () => api;
}
