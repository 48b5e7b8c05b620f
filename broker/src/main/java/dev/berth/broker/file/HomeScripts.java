package dev.berth.broker.file;

import java.util.ArrayList;
import java.util.List;

/**
 * What the guest runs. Paths and names are arguments, never parts of a script; everything runs as the person, so the guest
 * itself says what they may read and write.
 */
final class HomeScripts {

    static final int OUTSIDE = 8;
    static final int ELSEWHERE = 7;
    static final int NO_ROOM = 6;

    /** Bytes of one step of {@code dd}. */
    static final int BLOCK = 65_536;

    private static final List<String> AS_PERSON = List.of(
            "/usr/bin/setpriv",
            "--reuid=person",
            "--regid=person",
            "--init-groups",
            "--reset-env",
            "--",
            "/bin/sh",
            "-c");

    /** Goes into the folder $1 of the home, by whatever links, unless they lead out of it. */
    private static final String ENTER = """
            root=$(cd -- "$HOME" && pwd -P) || exit 8
            cd -- "$HOME/$1" 2>/dev/null || exit 8
            case "$(pwd -P)/" in "$root"/*) ;; *) exit 8 ;; esac
            """;

    private static final String LIST = ENTER + """
            find . -mindepth 1 -maxdepth 1 ! -name '.*' '(' -type f -o -type d ')' -printf '%y %s %Ts %f\\0' |
                head -z -n "$2"
            """;

    /** $2 the file, $3 how many blocks to skip, $4 how many to take. The first line says which file it is. */
    private static final String READ = ENTER + """
            [ -f "./$2" ] && [ ! -L "./$2" ] || exit 8
            exec 3<"./$2" || exit 8
            stat -L -c '%s %Y.%i' /proc/self/fd/3 || exit 8
            dd bs=65536 skip="$3" count="$4" <&3 2>/dev/null | base64 -w 0
            """;

    /** $2 the part, $3 how much of it there is; its continuation comes on the input. */
    private static final String APPEND = """
            umask 022
            [ "$1" != Downloads ] || mkdir -p -- "$HOME/Downloads"
            """ + ENTER + """
            [ ! -L "./$2" ] || exit 8
            [ "$3" != 0 ] || find . -maxdepth 1 -name '.berth-*.part' -mmin +1440 -delete
            have=$(stat -c %s -- "./$2" 2>/dev/null) || have=0
            if [ "$have" != "$3" ]; then echo "$have"; exit 7; fi
            if base64 -d >>"./$2"; then stat -c %s -- "./$2"; else truncate -s "$3" -- "./$2"; exit 6; fi
            """;

    /** $2 the part, $3 the name; another name where there is one of that name already. */
    private static final String FINISH = ENTER + """
            name=$3 base=${3%.*} end= count=1
            case $3 in ?*.*) end=.${3##*.} ;; esac
            while ! ln -T -- "./$2" "./$name" 2>/dev/null; do
                [ "$count" -le 99 ] && [ -f "./$2" ] || exit 6
                name="$base ($count)$end" count=$((count + 1))
            done
            rm -f -- "./$2"
            printf %s "$name"
            """;

    private static final String DISCARD = ENTER + """
            rm -f -- "./$2"
            """;

    private HomeScripts() {}

    static List<String> list(HomePath folder, int most) {
        return command(LIST, folder.value(), Integer.toString(most));
    }

    static List<String> read(HomePath file, long block, int blocks) {
        return command(READ, file.folder().value(), file.name(), Long.toString(block), Integer.toString(blocks));
    }

    static List<String> append(HomePath folder, String part, long have) {
        return command(APPEND, folder.value(), part, Long.toString(have));
    }

    static List<String> finish(HomePath folder, String part, String name) {
        return command(FINISH, folder.value(), part, name);
    }

    static List<String> discard(HomePath folder, String part) {
        return command(DISCARD, folder.value(), part);
    }

    private static List<String> command(String script, String... arguments) {
        List<String> command = new ArrayList<>(AS_PERSON);
        command.add(script);
        command.add("berth");
        command.addAll(List.of(arguments));
        return command;
    }
}
