# Completion of actorserve for bash: source <(actorserve completion bash)

_actorserve() {
  local line=${COMP_LINE:0:COMP_POINT} word prefix= candidate IFS=$'\n'
  word=${line##*[[:space:]]}
  # What bash takes for the word begins behind a colon or an equals sign; what is told is the whole word.
  [[ $COMP_WORDBREAKS == *:* ]] && prefix=${word%"${word##*[:=]}"}
  COMPREPLY=()
  for candidate in $(actorserve complete "$line" 2>/dev/null); do COMPREPLY+=("${candidate#"$prefix"}"); done
}

# Where it knows nothing better, a file is meant.
complete -o default -F _actorserve actorserve
