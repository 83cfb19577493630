/** Whether the system reports this error: ENOENT, EEXIST … */
export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
