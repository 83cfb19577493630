/** `mysql://USER:PASSWORD@…`, by itself or behind `--url=`. */
const urlWithPassword = /^(?:--[a-z-]+=)?(?:mysql|rediss?):\/\/[^:@/]*:[^@]+@/;

/** Told when a password is among the arguments of a command: never a reason not to do it. */
export const passwordWarning = (args: readonly string[]): string | undefined =>
  args.some((one) => urlWithPassword.test(one))
    ? 'isolab: a password on the command line stays in the history of the shell, and others on this machine may have seen it (ps).\n' +
      '  → Leave it out of the URL and put it into ISOLAB_PASSWORD, or into the group [isolab] of ~/.my.cnf (chmod 600).\n'
    : undefined;
