# Runs one program so that it never outlives the AppHost.
#
# Standard input is a pipe whose other end only the AppHost holds: its end of file means that the AppHost is gone,
# however it went. This shell leads a session of its own, so Ctrl-C reaches the AppHost alone, and `kill -KILL 0`
# at the end takes everything the program started.
#
# $1: the signal that stops the program in an orderly way. The rest: the program and its arguments.
# The first line on standard output is the program's process id.
stop=$1
shift
exec 3<&0
sh -c 'echo $$; exec "$@"' sh "$@" </dev/null 3<&- &
program=$!
# The shell's own remarks ("Terminated") are no output of the program.
exec 2>/dev/null
{
    while read -r _ <&3; do :; done
    kill -s "$stop" "$program"
    patience=50
    while kill -0 "$program" && [ "$patience" -gt 0 ]; do
        sleep 0.1
        patience=$((patience - 1))
    done
    kill -s KILL 0
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$program"
code=$?
kill -s KILL "$watcher"
exit "$code"
