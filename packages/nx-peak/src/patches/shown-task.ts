/**
 * The task that Nx is printing right now. All printers of Nx are synchronous below the call
 * that names the task, so the text needs no parsing: the call tells whose line it is.
 */
export class ShownTask {
  #taskId: string | undefined;

  get taskId(): string | undefined {
    return this.#taskId;
  }

  /** Runs `print`, a synchronous printer of Nx, for a task. */
  while(taskId: string, print: () => void): void {
    const outer = this.#taskId;
    this.#taskId = taskId;
    try {
      print();
    } finally {
      this.#taskId = outer;
    }
  }

  /** The line that names the task is out; what else is printed for the task is not that line. */
  nameWritten(): void {
    this.#taskId = undefined;
  }
}
