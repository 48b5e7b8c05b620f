package dev.berth.broker.update;

import java.util.ArrayList;
import java.util.List;

/** What Debian guests run for single packages: a part of a job's script, and the programs that look and carry. */
final class LinuxPackages {

    /** What a job does whose script comes on the input. */
    static final String SCRIPT = "run";

    /** In bytes, as the agent takes them at once. */
    static final int BLOCK = 65_536;

    /**
     * $1 what to do, then to what. What fails is put back as it was, as far as that goes: a package that stays half
     * installed would let everything after it fail.
     */
    static final String ACT = """
            code=1
            apt() {
                DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Options::=--force-confdef \\
                    -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=120 "$@"
            }
            install() {
                was=$(dpkg-query -W -f '${Version}' "$name" 2>/dev/null)
                [ -n "$was" ] && dpkg -s "$name" | grep -q '^Status: .* installed$' || was=
                apt --no-remove --no-install-recommends --allow-downgrades install -- "$1"
                code=$?
                [ "$code" != 0 ] || return
                lines=$(tail -n 3 "$folder/log")
                if [ -n "$was" ]; then
                    apt --no-remove --allow-downgrades install -- "$name=$was"
                elif dpkg-query -W "$name" >/dev/null 2>&1; then
                    apt purge -- "$name"
                fi
                printf '%s\\n' "$lines"
            }
            doing=$1 name=$2
            if [ "$doing" = run ]; then
                sh "$folder/script"
                code=$?
            elif ! command -v apt-get >/dev/null; then
                echo 'This guest has no apt: packages of Debian cannot be installed in it.'
            elif [ "$doing" = sources ]; then
                timeout 60 apt-get -q -o Acquire::Retries=0 -o DPkg::Lock::Timeout=20 update
                install "$name=$3"
            elif [ "$doing" = file ]; then
                file=/var/lib/berth/packages/$4.deb
                if [ "$(sha256sum <"$file" | cut -d' ' -f1)" != "$4" ]; then
                    rm -f "$file"
                    echo 'The file did not arrive as it was sent. It is carried there once more.'
                elif [ "$(dpkg-deb -f "$file" Package)" != "${name%%:*}" ] || [ "$(dpkg-deb -f "$file" Version)" != "$3" ]; then
                    echo "The file holds $(dpkg-deb -f "$file" Package) $(dpkg-deb -f "$file" Version), and not $name $3."
                else
                    install "$file"
                    [ "$code" != 0 ] || rm -f "$file"
                fi
            else
                others=$(apt-get -s -o Debug::NoLocking=true purge -- "$name" </dev/null |
                    sed -n 's/^\\(Remv\\|Purg\\) \\([^ ]*\\).*/\\2/p' | sort -u | grep -vxF -- "${name%%:*}" | tr '\\n' ' ')
                if [ -n "$others" ]; then
                    echo "Nothing was removed, for these would go with $name: $others"
                else
                    apt purge -- "$name"
                    code=$?
                fi
            fi
            [ -f /run/reboot-required ] && : >"$folder/restart"
            """;

    private static final String BEGIN = "LC_ALL=C; export LC_ALL; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH\n";

    /** A version for each name; nothing where it is not there, and a word where it is there in pieces. */
    private static final String FIND = BEGIN + """
            command -v dpkg-query >/dev/null || exit 4
            for one; do
                said=$(dpkg-query -W -f '${db:Status-Status} ${Version}\\n' "$one" 2>/dev/null | head -n 1)
                case "$said" in
                    'installed '*|'triggers-'*) printf 'package\\t%s\\t%s\\n' "$one" "${said#* }" ;;
                    ''|'not-installed '*|'config-files '*) printf 'package\\t%s\\t\\n' "$one" ;;
                    *) printf 'package\\t%s\\tbroken\\n' "$one" ;;
                esac
            done
            echo end
            """;

    /** $1 the file, $2 how much of it there is; its continuation comes on the input. Says how much there is now. */
    private static final String CARRY = BEGIN + """
            umask 077
            mkdir -p /var/lib/berth/packages && cd /var/lib/berth/packages || exit 5
            [ "$2" != 0 ] || find . -type f -mmin +10080 -delete
            have=$(stat -c %s -- "$1.deb" 2>/dev/null) || have=0
            if [ "$have" != "$2" ]; then echo "$have"; exit 0; fi
            base64 -d >>"$1.deb" || { truncate -s "$2" -- "$1.deb"; exit 6; }
            stat -c %s -- "$1.deb"
            """;

    private static final String DETECT = """
            file=$(mktemp) && cat >"$file" || exit 100
            sh "$file" </dev/null
            code=$?
            rm -f "$file"
            exit $code
            """;

    private LinuxPackages() {}

    static List<String> arguments(PackageJob job) {
        return switch (job) {
            case PackageJob.FromSources(String name, String version) -> List.of("sources", name, version);
            case PackageJob.FromFile(String name, String version, String sha256) ->
                List.of("file", name, version, sha256);
            case PackageJob.Remove(String name) -> List.of("remove", name);
            case PackageJob.Script _ -> List.of(SCRIPT);
        };
    }

    /** Whoever works in the guest sees the arguments of programs, so what an admin wrote is no argument. */
    static String input(PackageJob job) {
        return switch (job) {
            case PackageJob.Script(String text) -> text;
            case PackageJob.FromSources _, PackageJob.FromFile _, PackageJob.Remove _ -> "";
        };
    }

    static List<String> find(List<String> names) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", FIND, "berth-packages"));
        command.addAll(names);
        return command;
    }

    /** The script comes on the input. */
    static List<String> detect() {
        return List.of("/bin/sh", "-c", DETECT, "berth-packages");
    }

    static List<String> carry(String sha256, long have) {
        return List.of("/bin/sh", "-c", CARRY, "berth-packages", sha256, Long.toString(have));
    }
}
