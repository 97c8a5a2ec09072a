# SPDX-License-Identifier: ISC
# Sourced after firmware.sh: machines that do not boot.  A finding must name
# the cause within 5 s of the moment that proves it, on the wall's clock: of
# the N-th event that matches, and of the silence after it where silence is
# what proves it.

# event_ms: when the event of this line happened, in ms since 1970.
event_ms() {
	event_time=$(sed -E 's/^[^{]*\{"v": ?1, ?"event": ?"[a-z]+", ?"time": ?"([^"]*)".*/\1/')
	date -d "$event_time" +%s%3N
}
raised="\"state\": ?\"raised\""
# finds CASE SLUG SECONDS EVENT [SILENCE [N]]: the finding is raised in time.
finds() {
	finds_case=$1 finds_slug=$2
	if ! saw "\"finding\": ?\"$2\", ?$raised" "$3"; then
		fail "$1: $2 was not found"
		grep '"finding"' "$T/console.log"
		tail -n 15 "$T/console.log" | cut -c1-400
		return
	fi
	finds_now=$(date +%s%3N)
	finds_proof=$(grep -aE -- "$4" "$T/console.log" | sed -n "${6:-1}p")
	if [ -z "$finds_proof" ]; then
		fail "$1: no event $4 (${6:-1})"
		return
	fi
	finds_late=$((finds_now - $(printf '%s\n' "$finds_proof" | event_ms)))
	if [ $finds_late -le $((5000 + ${5:-0} * 1000)) ]; then
		pass "$finds_case: $finds_slug after $finds_late ms"
	else
		fail "$finds_case: $finds_slug came only after $finds_late ms"
	fi
}
# fails CASE SLUG KIND MAC EVENT [SILENCE [N]]: this boot raises it.
fails() {
	forget
	vm m "$4" "$3"
	finds "$1" "$2" 60 "$5" "${6:-0}" "${7:-1}"
	vm_stop m
}
kernel_runs() { boots "$1" bios $BIOS 'TEST-KERNEL runs'; }
# Events that prove it: the console told a transfer's end, an answer.
ended() { echo "\"tftp\".*\"phase\": ?\"done\".*\"file\": ?\"$1\".*\"outcome\": ?\"$2\""; }
asked() { echo "\"tftp\".*\"phase\": ?\"request\".*\"file\": ?\"$1\""; }
