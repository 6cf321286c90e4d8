# bash completion for spawn
_spawn() {
  local IFS=$'\n' index word line kind current=${COMP_WORDS[COMP_CWORD]} words=() paths
  COMPREPLY=()
  # bash cuts words at "=" and ":": they belong together.
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    if ((${#words[@]} > 0)) && [[ $word == [=:] || ${COMP_WORDS[index - 1]} == [=:] ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  local whole=${words[${#words[@]} - 1]}
  local cut=${whole%"$current"}
  [[ $current == [=:] ]] && cut=$whole
  while read -r line; do
    kind=${line%%$'\t'*}
    case $kind in
      :files) paths=f ;;
      :folders) paths=d ;;
      *) COMPREPLY+=("$(printf '%q' "${kind#"$cut"}")") ;;
    esac
  done < <(command spawn complete -- "${words[@]}" 2>/dev/null)
  if [[ -n $paths ]]; then
    compopt -o filenames 2>/dev/null
    while read -r line; do COMPREPLY+=("$line"); done < <(compgen -"$paths" -- "${whole#"$cut"}")
  elif [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]]; then
    compopt -o nospace 2>/dev/null
  fi
}
complete -F _spawn spawn
