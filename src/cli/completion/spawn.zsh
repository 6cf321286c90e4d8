#compdef spawn
_spawn() {
  local line value paths
  local -a values shown folders
  while IFS= read -r line; do
    value=${line%%$'\t'*}
    case $value in
      :files) paths=files ;;
      :folders) paths=folders ;;
      */) folders+=("$value") ;;
      *)
        values+=("$value")
        if [[ $line == *$'\t'* ]]; then shown+=("$value  -- ${line#*$'\t'}"); else shown+=("$value"); fi
        ;;
    esac
  done < <(command spawn complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( $#values )) && compadd -l -d shown -a values
  (( $#folders )) && compadd -S '' -a folders
  case $paths in
    files) compset -P '*='; _files ;;
    folders) compset -P '*='; _files -/ ;;
  esac
}
if [[ ${funcstack[1]} == _spawn ]]; then _spawn "$@"; else compdef _spawn spawn; fi
