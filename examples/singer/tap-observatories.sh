#!/bin/sh
# A Singer tap, as small as they come: tells the observatories in data/observatories.ndjson.
#
#   sh tap-observatories.sh --config FILE --discover              its catalog
#   sh tap-observatories.sh --config FILE [--catalog FILE] [--state FILE]
#
# Each line of the data is a record. The state is how many lines were told; the configuration may say where the data lies:
# {"path": "data/observatories.ndjson"}.
set -eu

config= state= discover=no
while [ $# -gt 0 ]; do
    case $1 in
        --config) config=$2; shift 2 ;;
        --catalog) shift 2 ;; # there is one stream, and it is always told
        --state) state=$2; shift 2 ;;
        --discover) discover=yes; shift ;;
        *) echo "tap-observatories: what is $1?" >&2; exit 2 ;;
    esac
done

schema='{"properties":{"code":{"type":"string"},"name":{"type":"string"},"founded":{"type":["null","integer"]},"longitude":{"type":"number"},"seen_at":{"type":"string","format":"date-time"}}}'
if [ "$discover" = yes ]; then
    echo '{"streams":[{"stream":"observatories","tap_stream_id":"observatories","schema":'"$schema"'}]}'
    exit 0
fi

path=$(sed -n 's/.*"path" *: *"\([^"]*\)".*/\1/p' "$config")
told=0
if [ -n "$state" ]; then
    told=$(sed -n 's/.*"lines" *: *\([0-9]*\).*/\1/p' "$state")
fi
echo "beginning behind line $told of $path" >&2

echo '{"type":"SCHEMA","stream":"observatories","key_properties":["code"],"schema":'"$schema"'}'
awk -v told="$told" '
    NR > told { print "{\"type\":\"RECORD\",\"stream\":\"observatories\",\"record\":" $0 "}" }
    END { print "{\"type\":\"STATE\",\"value\":{\"lines\":" NR "}}" }
' "$path"
