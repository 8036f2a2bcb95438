# Completion of actorserve for zsh: source <(actorserve completion zsh)

_actorserve() {
  local -a candidates
  candidates=("${(@f)$(actorserve complete "${(j: :)words[1,CURRENT-1]} ${PREFIX}" 2>/dev/null)}")
  candidates=("${(@)candidates:#}")
  # Where it knows nothing better, a file is meant.
  if (( ${#candidates} )); then compadd -- "${candidates[@]}"; else _files; fi
}

(( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit; }
compdef _actorserve actorserve
