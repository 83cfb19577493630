/** Where there are more orders than are run in any case: so many of them, unless something else is said. It bounds the time. */
export const usualOrders = 20;

/** To prove a number all orders must be run: so many at most, however many others come to the same. */
export const mostCounted = 10_000;
