/**
 * Where there are more orders than are run in any case: so many of them, unless something else is said. Of the lessons that
 * come with isolab they stand for most of all orders, and proving all takes no minute longer.
 */
export const usualOrders = 20;
