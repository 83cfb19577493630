// Stands in for react-devtools-core in the bundle: Ink asks for it only when DEV is set.
const devtools = { initialize: (): void => {}, connectToDevTools: (): void => {} };

// biome-ignore lint/style/noDefaultExport: this is how Ink imports it
export { devtools as default };
