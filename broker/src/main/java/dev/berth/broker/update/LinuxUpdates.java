package dev.berth.broker.update;

import java.util.ArrayList;
import java.util.List;

/** apt and dnf. What is under way is a folder in the guest; the installation is a unit of systemd's where it is there, so that it survives an update of the guest agent. */
final class LinuxUpdates implements UpdateCommands {

    private static final String BEGIN = "LC_ALL=C; export LC_ALL; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH\n";

    private static final String LIST = BEGIN + """
            export DEBIAN_FRONTEND=noninteractive
            printf 'boot\\t%s\\n' "$(cat /proc/sys/kernel/random/boot_id)"
            if command -v apt-get >/dev/null; then
                printf 'updater\\tapt\\n'
                timeout 60 apt-get -q -o APT::Update::Error-Mode=any -o Acquire::Retries=0 -o DPkg::Lock::Timeout=20 \\
                    update </dev/null >/dev/null 2>&1 || echo stale
                plan=$(apt-get -s -o Debug::NoLocking=true upgrade </dev/null 2>/dev/null) || exit 4
                printf '%s\\n' "$plan" |
                    sed -n 's/^Inst \\([^ ]*\\) \\[\\([^]]*\\)\\] (\\([^ ]*\\) \\([^)]*\\)).*$/\\1\\t\\2\\t\\3\\t\\4/p' |
                    while IFS="$(printf '\\t')" read -r name from to source; do
                        case "$source" in *[Ss]ecurity*) kind=security ;; *) kind=other ;; esac
                        printf 'update\\t%s\\t%s\\t%s\\t%s\\n' "$name" "$from" "$to" "$kind"
                    done
            elif command -v dnf >/dev/null; then
                printf 'updater\\tdnf\\n'
                timeout 60 dnf -q makecache </dev/null >/dev/null 2>&1 || echo stale
                security=" $(dnf -q -C updateinfo list --security 2>/dev/null | awk '{print $3}' | tr '\\n' ' ') "
                plan=$(dnf -q -C repoquery --upgrades --latest-limit=1 --qf '%{name}.%{arch} %{evr}\\n' 2>/dev/null) || exit 4
                printf '%s\\n' "$plan" | grep . | while read -r name to; do
                    from=$(rpm -q --qf '%{EVR}\\n' "$name" | tail -n 1)
                    bare=${name%.*}; arch=${name##*.}
                    case "$security" in *" $bare-${to#0:}.$arch "*) kind=security ;; *) kind=other ;; esac
                    printf 'update\\t%s\\t%s\\t%s\\t%s\\n' "$name" "$from" "$to" "$kind"
                done
            fi
            echo end
            """;

    /** $1 the folder, in which a job's log, its end and what it changed are found; then what it is about. */
    private static final String WORK_BEGIN = BEGIN + """
            folder=$1; shift
            exec </dev/null >"$folder/log" 2>&1
            cat /proc/sys/kernel/random/boot_id >"$folder/boot"; echo $$ >"$folder/process"
            packages() {
                if command -v dpkg-query >/dev/null; then
                    dpkg-query -W -f '${binary:Package}\\t${Version}\\t${db:Status-Status}\\n' |
                        awk -F'\\t' '$3 == "installed" {print $1 "\\t" $2}'
                else
                    rpm -qa --qf '%{NAME}.%{ARCH}\\t%{EVR}\\n' | grep -v '^gpg-pubkey[.]'
                fi
            }
            packages >"$folder/before"
            """;

    private static final String UPDATE = """
            for one; do printf '%s\\n' "$one"; done >"$folder/wanted"
            if command -v apt-get >/dev/null; then
                DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Options::=--force-confdef \\
                    -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=120 install --only-upgrade -- "$@"
                code=$?
                [ -f /run/reboot-required ] && : >"$folder/restart"
            else
                for one; do
                    full=${one%%=*}
                    set -- "$@" "${full%.*}-${one#*=}.${full##*.}"
                    shift
                done
                dnf -y -q upgrade -- "$@"
                code=$?
                # Without that plugin dnf ends as it does where a restart is needed.
                if dnf -q needs-restarting --help >/dev/null 2>&1; then
                    dnf -q needs-restarting -r >/dev/null 2>&1; [ $? = 1 ] && : >"$folder/restart"
                fi
            fi
            """;

    /** What is missing is told of updates alone: what a single package's job left is looked for by whoever asked for it. */
    private static final String WORK_END = """
            packages >"$folder/after"
            awk -F'\\t' 'NR == FNR {was[$1] = $2; next}
                 !($1 in was) {print $1 "\\t\\t" $2}
                 ($1 in was) && was[$1] != $2 {print $1 "\\t" was[$1] "\\t" $2}
                 {delete was[$1]}
                 END {for (name in was) print name "\\t" was[name] "\\t"}' "$folder/before" "$folder/after" >"$folder/changes"
            [ ! -f "$folder/wanted" ] || awk -F'\\t' 'NR == FNR {have[$1 "=" $2]; name = $1; sub(/:[^:]*$/, "", name); have[name "=" $2]; next}
                 {sub(/=0:/, "=")} !($0 in have) {sub(/=.*/, ""); print}' "$folder/after" "$folder/wanted" >"$folder/missing"
            echo "$code" >"$folder/exit.new"; sync; mv "$folder/exit.new" "$folder/exit"
            """;

    private static final String WORK = WORK_BEGIN + UPDATE + WORK_END;
    private static final String PACKAGE = WORK_BEGIN + LinuxPackages.ACT + WORK_END;

    /** $1 the script, $2 the name, then what is wanted. systemd would replace variables in an argument, so the script is a file. */
    private static final String START = BEGIN + """
            script=$1; name=$2; shift 2
            mkdir -p -m 700 /var/lib/berth/updates || exit 5
            mkdir "/var/lib/berth/updates/$name" 2>/dev/null || exit 0
            printf '%s' "$script" >"/var/lib/berth/updates/$name/work"
            [ "$1" != run ] || cat >"/var/lib/berth/updates/$name/script"
            set -- sh "/var/lib/berth/updates/$name/work" "/var/lib/berth/updates/$name" "$@"
            if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null; then
                systemd-run -q --no-block --collect --unit="berth-update-$name" "$@" </dev/null >/dev/null 2>&1
            else
                setsid "$@" </dev/null >/dev/null 2>&1 &
            fi
            """;

    private static final String LOOK = BEGIN + """
            folder=/var/lib/berth/updates/$1
            if [ ! -d "$folder" ]; then
                echo none
            elif [ -f "$folder/exit" ]; then
                printf 'exit\\t%s\\n' "$(cat "$folder/exit")"
                [ -f "$folder/restart" ] && echo restart
                sed 's/^/change\\t/' "$folder/changes" | head -n 1890
                [ -f "$folder/missing" ] && sed 's/^/missing\\t/' "$folder/missing" | head -n 100
                tail -n 3 "$folder/log" | tr -cd '[:print:]\\n' | cut -c 1-200 | sed 's/^/said\\t/'
            elif [ "$(cat "$folder/boot" 2>/dev/null)" = "$(cat /proc/sys/kernel/random/boot_id)" ] &&
                    kill -0 "$(cat "$folder/process")" 2>/dev/null; then
                echo running
            elif [ -n "$(find "$folder" -maxdepth 0 -newermt '-30 seconds')" ]; then
                echo running
            else
                echo lost
            fi
            echo end
            """;

    private static final String BOOT = "printf 'boot\\t%s\\nend\\n' \"$(cat /proc/sys/kernel/random/boot_id)\"";

    @Override
    public List<String> list() {
        return script(LIST);
    }

    @Override
    public List<String> begin(String name, List<String> wanted) {
        return start(WORK, name, wanted);
    }

    /** Begins a job about one package, which is looked at like an installation of updates. */
    static List<String> begin(String name, PackageJob job) {
        return start(PACKAGE, name, LinuxPackages.arguments(job));
    }

    private static List<String> start(String work, String name, List<String> arguments) {
        List<String> command = new ArrayList<>(script(START));
        command.add(work);
        command.add(name);
        command.addAll(arguments);
        return command;
    }

    @Override
    public List<String> look(String name) {
        List<String> command = new ArrayList<>(script(LOOK));
        command.add(name);
        return command;
    }

    @Override
    public List<String> boot() {
        return script(BOOT);
    }

    private static List<String> script(String text) {
        return List.of("/bin/sh", "-c", text, "berth-updates");
    }
}
