/**
 * Work in the background of which only the newest matters: new work calls off what is under way, and begins
 * when that has cleared up. Work that was called off before it began never begins.
 */
export class Latest {
  #controller = new AbortController();
  #under: Promise<unknown> = Promise.resolve();

  /**
   * `work` ends soon after its signal is aborted, and tells nothing after that. Resolves with what it comes to;
   * with undefined when it never began.
   */
  begin<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    this.callOff();
    const { signal } = this.#controller;
    const result = this.#under.then(() => (signal.aborted ? undefined : work(signal)));
    this.#under = result.catch(() => {});
    return result;
  }

  callOff(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
  }

  /** Calls off what is under way, and waits until it has cleared up. */
  async stop(): Promise<void> {
    this.callOff();
    await this.#under;
  }
}
