/**
 * Work in the background of which only the newest matters: new work calls off what is under way, and begins
 * when that has cleared up.
 */
export class Latest {
  #controller = new AbortController();
  #under: Promise<void> = Promise.resolve();

  /** `work` ends soon after its signal is aborted, and tells nothing after that. */
  begin(work: (signal: AbortSignal) => Promise<void>): void {
    this.#controller.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.#under = this.#under.then(async () => {
      if (!controller.signal.aborted) await work(controller.signal);
    });
  }

  /** Calls off what is under way, and waits until it has cleared up. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#under;
  }
}
