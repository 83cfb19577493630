// Stands in for react-devtools-core in the bundle: Ink asks for it only when DEV is set.
export const connectToDevTools = (): void => {};
