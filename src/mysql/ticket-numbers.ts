/** Numbers tickets of the same kind in the order of their coming: the server's own names are places in its memory. */
export class TicketNumbers {
  readonly #tickets = new Map<string, string[]>();

  /** @param kind whose it is, and of what */
  of(kind: string, ticket: string): string {
    const known = this.#tickets.get(kind) ?? [];
    this.#tickets.set(kind, known);
    if (!known.includes(ticket)) known.push(ticket);
    return String(known.indexOf(ticket) + 1);
  }

  /** The run is over. */
  forget(): void {
    this.#tickets.clear();
  }
}
