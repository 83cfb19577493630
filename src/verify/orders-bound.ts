/**
 * Where there are more orders than are run in any case: so many of them, unless something else is said. Of the lessons that
 * come with isolab they stand for most of all orders, and proving all takes no minute longer.
 */
export const usualOrders = 20;

/** To prove a number all orders must be run: so many at most, however many others come to the same. */
export const mostCounted = 10_000;
