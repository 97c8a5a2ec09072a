# SPDX-License-Identifier: ISC
# Sourced after lib.sh: the screen of the tmux session "console", and its keys.
need tmux

socket=$T/tmux # another: another server of tmux
tm() { tmux -S "$socket" "$@"; }
screen() { tm capture-pane -p -t console; }
shown() { screen | grep -qE -- "$1"; }
# shows PATTERN [SECONDS]
shows() { wait_for "${2:-10}" shown "$1"; }
keys() { tm send-keys -t console "$@"; }
