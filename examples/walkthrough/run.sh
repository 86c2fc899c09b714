#!/bin/sh
# A ledger of your own, from nothing to a verified account, with nothing but the `mingbai` program.
# 从零开始：建账、登记、立规则、作决议、付款、公布、核验。tests/walkthrough.rs runs this file, so it stays true.
#
#   sh examples/walkthrough/run.sh [folder]        MINGBAI=path/to/mingbai picks the program
set -eu
dir=${1:-walkthrough-data}
mingbai=${MINGBAI:-mingbai}
origin=example.org/xingfu
# The day where the ledger is, eight hours east of Greenwich, wherever this machine is.
today=$(TZ=CST-8 date +%Y-%m-%d)
year=${today%%-*}
mkdir -p "$dir/keys" "$dir/events"

# 1. A new ledger. It prints the log key: put it on the notice board. 新建账本，公钥贴上公告栏。
vkey=$("$mingbai" init --dir "$dir/data" --ledger xingfu --origin "$origin" 2>/dev/null)

# 2. Everyone makes a key on their own machine and hands in only the public half. 各人自己生成密钥，只交公钥。
for person in secretary party-2 chair vice sup-1 sup-2 sup-3 book cash clerk; do
    "$mingbai" key new "$dir/keys/$person.pem" > "$dir/keys/$person.pub"
done
pub() { cat "$dir/keys/$1.pub"; }

# put NAME KIND SIGNER…   reads the event's data from standing input, has everyone sign, submits it
put() {
    name=$1 kind=$2
    shift 2
    keys=""
    for person in "$@"; do keys="$keys --key $dir/keys/$person.pem"; done
    # shellcheck disable=SC2086 # a list of arguments
    "$mingbai" sign $keys --kind "$kind" --origin "$origin" --out "$dir/events/$name.json" - 2>/dev/null || return 1
    "$mingbai" submit --dir "$dir/data" --ledger xingfu "$dir/events/$name.json" > "$dir/events/$name.receipt.json" || return 1
    echo "  ✓ $name"
}
person() { printf '{"person":"%s","name":"%s","key":"%s"}' "$1" "$2" "$(pub "$1")"; }
term() { printf '{"person":"%s","seat":{"body":"%s","office":"%s"},"from":"%s-01-01","until":"%s-12-31"}' "$1" "$2" "$3" "$year" $((year + 4)); }
body() { printf '{"body":"%s","name":{"zh":"%s","en":"%s"},"sort":"%s","seats":5}' "$1" "$2" "$3" "$4"; }
all="secretary party-2 chair vice sup-1 sup-2 sup-3 book cash clerk"

# 3. The first event names bodies, people and terms; every key it names signs it. 创始事件，各把密钥都签名。
# shellcheck disable=SC2086
put 01-genesis ledger.genesis.v1 $all <<JSON
{"title":{"zh":"幸福社区明白账","en":"Xingfu community"},
 "currency":{"code":"CNY","exponent":2,"symbol":"¥"},"utc_offset_minutes":480,"log":"$vkey",
 "bodies":[$(body party 社区党委 "Party committee" party-committee),$(body committee 居民委员会 "Residents' committee" committee),
  $(body supervision 居务监督小组 "Supervision group" supervision),$(body staff 工作人员 Staff staff)],
 "people":[$(person secretary 书记),$(person party-2 党委委员),$(person chair 主任),$(person vice 副主任),$(person sup-1 监督组长),
  $(person sup-2 监督员甲),$(person sup-3 监督员乙),$(person book 会计),$(person cash 出纳),$(person clerk 文书)],
 "terms":[$(term secretary party secretary),$(term party-2 party member),$(term chair committee chair),$(term vice committee vice-chair),
  $(term sup-1 supervision chair),$(term sup-2 supervision member),$(term sup-3 supervision member),
  $(term book staff bookkeeper),$(term cash staff cashier),$(term clerk staff clerk)]}
JSON

# 4. The rules: the shipped profile, or your own TOML. More than half of every body signs the first. 立规则。
"$mingbai" policy cn-urban-2026 > "$dir/policy.json"
# shellcheck disable=SC2086
put 02-policy ledger.policy.v1 $all < "$dir/policy.json"

# Papers stay with you; events name their digest. 凭证自己保存，事件只写摘要。
paper() {
    printf '%s' "$2" > "$dir/$1.txt"
    printf '{"sha256":"%s","media":"text/plain","bytes":%s}' "$(sha256sum "$dir/$1.txt" | cut -d' ' -f1)" "$(wc -c < "$dir/$1.txt")"
}

# 5. An account with what is in it (amounts are in fen). 开立账户，金额以分计。
put 03-account finance.account.v1 book cash sup-1 <<JSON
{"account":"bank:main","name":"基本户","first":"$today","opening":5000000,"statement":$(paper statement "bank statement"),
 "bookkeeper":"book","cashier":"cash"}
JSON

# 6. A resolution, step by step. Each roll names everyone due, once. 决议逐步走，名册列全应到的人。
roll() {
    printf '{"body":"%s","on":"%s","roll":[' "$1" "$today"
    shift
    comma=""
    for person in "$@"; do
        printf '%s{"person":"%s","vote":"for"}' "$comma" "$person"
        comma=,
    done
    printf ']}'
}
put 04-proposed resolution.proposed.v1 clerk <<JSON
{"details":{"matter":"lamps","title":"更换楼道灯","sort":"expense",
 "grant":{"purpose":"maintenance","cap":300000,"from":"$today","until":"$((year + 1))-12-31"}}}
JSON
echo "{\"matter\":\"lamps\",\"meeting\":$(roll party secretary party-2),\"carried\":true}" | put 05-studied resolution.studied.v1 secretary party-2
echo "{\"matter\":\"lamps\",\"meeting\":$(roll supervision sup-1 sup-2 sup-3),\"carried\":true}" | put 06-agreed resolution.agreed.v1 sup-1 sup-2
echo "{\"matter\":\"lamps\",\"meeting\":$(roll committee chair vice),\"carried\":true}" | put 07-voted resolution.voted.v1 chair clerk

# 7. Paying before the resolution is adopted is refused, and says why. 未成决议先付款，会被拒绝并说明原因。
payment() {
    cat <<JSON
{"amount":286000,"from":"bank:main","category":"maintenance","purpose":"楼道灯二十盏","payee":"诚信水电维修部","on":"$today",
 "matter":"lamps","voucher_no":"v-1","vouchers":[$(paper invoice "invoice 1")],
 "handler":"clerk","witness":"party-2","approver":"chair","bookkeeper":"book","cashier":"cash"}
JSON
}
if payment | put 08-too-early finance.expenditure.v1 clerk party-2 chair book cash sup-1; then
    echo "it should have been refused" >&2
    exit 1
fi

# 8. Adopt it: the first signer begins a draft, the others add their signatures, and it is placed by itself when complete.
#    签署决议：先作草稿，其余人逐个联署，签齐自动写入。
echo "{\"matter\":\"lamps\",\"on\":\"$today\"}" > "$dir/adopted.json"
"$mingbai" sign --key "$dir/keys/secretary.pem" --kind resolution.adopted.v1 --origin "$origin" --out "$dir/events/09-draft.json" "$dir/adopted.json" 2>/dev/null
"$mingbai" submit --dir "$dir/data" --ledger xingfu --draft "$dir/events/09-draft.json" 2>/dev/null
for person in chair sup-1 sup-2; do
    "$mingbai" sign --key "$dir/keys/$person.pem" --out "$dir/events/09-$person.json" "$dir/events/09-draft.json" 2>/dev/null
    "$mingbai" submit --dir "$dir/data" --ledger xingfu --draft "$dir/events/09-$person.json" 2>/dev/null > "$dir/events/09.receipt.json"
done
echo "  ✓ 09-adopted"
payment | put 10-payment finance.expenditure.v1 clerk party-2 chair book cash sup-1

# 9. Publish, and let anybody verify. 公布，任何人都可核验。
"$mingbai" export tiles --dir "$dir/data" --ledger xingfu --out "$dir/public"
"$mingbai" verify "$dir/public" --vkey "$vkey" --quiet
