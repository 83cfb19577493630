declare const ISOLAB_VERSION: string;

/** Put in by the build; run from its sources, the program has none. */
export const version = typeof ISOLAB_VERSION === 'undefined' ? '0.0.0-source' : ISOLAB_VERSION;
