import { TokenSource } from "acs-token-source";

void new TokenSource().tokenRefresher().then((token) => {
  self.postMessage(token);
});
