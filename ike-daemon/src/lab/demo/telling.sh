# shellcheck shell=bash
# How the demonstration speaks: numbered steps, plain sentences, commands with their real output, checks. Every line is
# at most 100 columns wide. Sourced by show.sh after the lab's vocabulary, of which it replaces `pass`, `fail`, `note`.

WIDTH=100
BOLD='' DIM='' GREEN='' RED='' PLAIN=''
if [ -n "${LAB_COLOUR-}" ]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' GREEN=$'\e[32m' RED=$'\e[31m' PLAIN=$'\e[0m'
fi
OUTPUT=$RUN/output # what the last command of `shell` wrote
STATUS=0           # and its exit status
STEP=0
WORKING=           # when the work began that a line without end is about

# step TITLE: begins the next one
step() {
  STEP=$((STEP + 1))
  printf '\n%s%s. %s%s\n\n' "$BOLD" "$STEP" "$*" "$PLAIN"
}

# say: a paragraph, from standard input, and an empty line
say() {
  fill
  echo
}

# fill: a paragraph, from standard input, filled to the width
fill() {
  local word words line=' '
  read -rd '' -a words || true
  for word in "${words[@]}"; do
    if ((${#line} + 1 + ${#word} > WIDTH)); then
      printf '%s\n' "$line"
      line=' '
    fi
    line+=" $word"
  done
  printf '%s\n' "$line"
}

# shell HOST COMMAND [LINES]: what a person would type there; HOST may also be `wire`, where the captures are. COMMAND is
# shown and then run exactly so, and what it writes is shown, at most LINES (40) of it.
shell() {
  printf '    %s%s$%s %s%s%s\n' "$GREEN" "$1" "$PLAIN" "$BOLD" "$2" "$PLAIN"
  STATUS=0
  case $1 in
    wire) (cd "$RUN" && bash -c "$2") >"$OUTPUT" 2>&1 || STATUS=$? ;;
    *) on "$1" "${LOGIN[@]}" bash -c "$2" >"$OUTPUT" 2>&1 || STATUS=$? ;;
  esac
  show_file "$OUTPUT" "${3-40}"
  echo
}

# show_file FILE LINES: the file indented, long lines folded; of more lines only their number is told
show_file() {
  local line lines=() count=0
  mapfile -t lines <"$1"
  while ((${#lines[@]} > 0)) && [ -z "${lines[-1]}" ]; do unset 'lines[-1]'; done
  for line in "${lines[@]}"; do
    if ((++count > $2)); then
      printf '    %s... (%s more lines)%s\n' "$DIM" $((${#lines[@]} - $2)) "$PLAIN"
      break
    fi
    show_line "    " "${line//$'\t'/  }"
  done
}

# show_line MARGIN TEXT: what does not fit goes on in the next line, at a blank where there is one
show_line() {
  local margin=$1 rest=$2 part
  while ((${#margin} + ${#rest} > WIDTH)); do
    part=${rest:0:WIDTH-${#margin}}
    if [[ $part =~ [^\ ]\  ]]; then part=${part% *}; fi
    printf '%s%s\n' "$margin" "$part"
    rest=${rest:${#part}}
    rest=${rest# }
    margin="$1  "
  done
  printf '%s\n' "${rest:+$margin$rest}"
}

# working TEXT: a line that `worked` ends with the time it took
working() {
  printf '    %s ... ' "$*"
  WORKING=$(now_ms)
}
worked() {
  local ms=$(($(now_ms) - WORKING))
  WORKING=
  printf '%s%s.%s s%s\n' "$DIM" $((ms / 1000)) $((ms % 1000 / 100)) "$PLAIN"
}

# pass TEXT, fail TEXT: the lab's verdicts, for eyes. The reasons for a failure are also collected in a file.
pass() {
  echo ok >>"$LAB_OUT/verdicts"
  printf '  %s[ok]%s %s\n' "$GREEN" "$PLAIN" "$*"
}
fail() {
  echo FAILED >>"$LAB_OUT/verdicts"
  printf '%s\n' "$*" | head -n 1 >>"$LAB_OUT/failures"
  [ -z "$WORKING" ] || echo
  WORKING=
  printf '  %s[FAILED]%s %s\n' "$RED" "$PLAIN" "$*"
}
note() { :; }
