/** Where a command tells what it did. */
export interface Output {
  /** A line for whoever asked, or for the next program: standard output. */
  print(line: string): void;
  /** A line beside it: standard error. */
  note(line: string): void;
}
