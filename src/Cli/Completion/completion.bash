# Completion of actorserve for bash: source <(actorserve completion bash)

_actorserve() {
  local line=${COMP_LINE:0:COMP_POINT} word prefix= candidate
  word=${line##*[[:space:]]}
  # What bash takes for the word begins behind a colon or an equals sign; what is told is the whole word.
  [[ $COMP_WORDBREAKS == *:* ]] && prefix=${word%"${word##*[:=]}"}
  COMPREPLY=()
  # Line by line, and not in a list of words: there the shell would put files for a star.
  while IFS= read -r candidate; do COMPREPLY+=("${candidate#"$prefix"}"); done < <(actorserve complete "$line" 2>/dev/null)
}

# Where it knows nothing better, a file is meant.
complete -o default -F _actorserve actorserve
