/** What `isolab verify` can tell its results as. */
export const reporterKinds = ['pretty', 'json', 'junit', 'tap', 'github'] as const;

export type ReporterKind = (typeof reporterKinds)[number];
