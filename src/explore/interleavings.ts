/** As a number where that is exact, otherwise as its digits. For JSON, which knows no other whole numbers. */
export const exactNumber = (count: bigint): number | string => {
  const number = Number(count);
  return Number.isSafeInteger(number) ? number : String(count);
};
