/** The shells that are known, each with a script that asks `isolab __complete` for what may come next. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

/** In an answer, a line that says that the shell is to complete files, too. */
export const filesWord = ':files';

const bash = `# bash completion for isolab
_isolab() {
  local self=$1 cur head='' i value rest path
  local -a words=()
  type -P "$self" >/dev/null 2>&1 || self=isolab
  # To readline = is a word of its own, and --level=rr three.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    if [[ $i -gt 1 && ( \${COMP_WORDS[i]} == = || \${COMP_WORDS[i - 1]} == = ) ]]; then
      words[\${#words[@]} - 1]+=\${COMP_WORDS[i]}
    else
      words+=("\${COMP_WORDS[i]}")
    fi
  done
  cur=\${words[\${#words[@]} - 1]}
  [[ $cur != "\${COMP_WORDS[COMP_CWORD]}" ]] && head=\${cur%"\${cur##*=}"}
  COMPREPLY=()
  # Where bash is older, it sorts.
  compopt -o nosort 2>/dev/null || :
  while IFS=$'\\t' read -r value rest; do
    if [[ $value == ${filesWord} ]]; then
      compopt -o filenames 2>/dev/null || :
      while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen -f -- "\${cur##*=}")
    else
      COMPREPLY+=("\${value#"$head"}")
    fi
  done < <("$self" __complete -- "\${words[@]}" 2>/dev/null)
}
complete -F _isolab isolab
`;

const zsh = `#compdef isolab
# zsh completion for isolab
_isolab() {
  local self=\${(Q)words[1]} value about files=0
  local -a described
  (( \${+commands[$self]} )) || [[ -x $self ]] || self=isolab
  while IFS=$'\\t' read -r value about; do
    if [[ $value == ${filesWord} ]]; then
      files=1
    else
      described+=("\${value//:/\\\\:}\${about:+:$about}")
    fi
  done < <("$self" __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  (( \${#described} )) && _describe -V isolab described
  if (( files )); then
    compset -P '*='
    _files
  fi
}
if [ "\${funcstack[1]}" = _isolab ]; then
  _isolab "$@"
else
  compdef _isolab isolab
fi
`;

const fish = `# fish completion for isolab
function __isolab_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -e words[1]
    for line in (command isolab __complete -- $words "$current" 2>/dev/null)
        if test "$line" = ${filesWord}
            set -l head (string match -r '^.*=' -- $current)
            for path in (__fish_complete_path (string replace -r '^.*=' '' -- "$current"))
                echo "$head$path"
            end
        else
            echo $line
        end
    end
end
complete -c isolab -k -f -a '(__isolab_complete)'
`;

/** What a shell is to run once, for instance in its start-up file. */
export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
