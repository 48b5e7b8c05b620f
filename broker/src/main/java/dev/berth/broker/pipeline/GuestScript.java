package dev.berth.broker.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What is run in the guest of a build, written from a recipe. Values of the recipe reach the shell as quoted words or as
 * base64; its script is the admin's own and is run as it is.
 */
final class GuestScript {

    /** Gone when the machine is off, so what it holds is about this boot. */
    static final String FOLDER = "/run/berth-build";

    static final int RUNNING = 75;
    static final int NOT_BEGUN = 76;

    /**
     * Puts the script, from standard input, where it is run, and runs it unless that has begun already. It goes on when
     * whoever asked is gone.
     */
    static final String BEGIN = """
            set -eu
            mkdir -p -m 0700 /run/berth-build
            cd /run/berth-build
            cat >build.new
            mkdir begun 2>/dev/null || exit 0
            mv build.new build
            setsid sh -c 'sh ./build >log 2>&1 </dev/null; code=$?; echo >>log; echo $code >code.new; mv code.new code' \\
                >/dev/null 2>&1 </dev/null &
            """;

    /** Says up to 200 whole lines of the log from the given one on; when there is none, how the script ended. */
    static final String FOLLOW = """
            cd /run/berth-build 2>/dev/null || exit 76
            [ -d begun ] || exit 76
            code=
            [ ! -f code ] || code=$(cat code)
            lines=$(wc -l <log 2>/dev/null || echo 0)
            if [ "$lines" -ge "$1" ]; then
                last=$(($1 + 199))
                [ "$last" -le "$lines" ] || last=$lines
                sed -n "$1,${last}p" log | cut -c1-1000
                exit 75
            fi
            [ -n "$code" ] || exit 75
            [ "$code" = 0 ] || exit 1
            """;

    /** What an image must not hand on: keys, ids, logs, and what only this build needed. */
    private static final String ANONYMOUS = """
            echo "== Taking away what is this machine's own"
            : >/etc/machine-id
            rm -f /etc/xrdp/cert.pem /etc/xrdp/key.pem /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub
            rm -f /var/lib/systemd/random-seed /root/.bash_history
            rm -rf /var/cache/apt/archives/*.deb /var/lib/apt/lists/* /var/log/journal/* /tmp/* /var/tmp/*
            find /var/log -type f -exec truncate -s 0 {} +
            sync
            """;

    /** Which indexes its packages came from, while they are there. */
    private static final String SOURCES = """
            apt-get indextargets --format '$(URI)\t$(METAKEY)' 'Created-By: Packages' \
                "Architecture: $(dpkg --print-architecture)" >/run/berth-build/sources
            """;

    private GuestScript() {}

    static String of(Recipe recipe) {
        var script = new StringBuilder("""
                set -eu
                export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root
                export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
                """);
        for (RecipeFile file : recipe.files()) {
            file(script, file);
        }
        if (recipe.takesPackages()) {
            script.append("echo \"== Reading the package lists\"\napt-get -q update\n");
        }
        if (recipe.upgrade()) {
            script.append("echo \"== Upgrading packages\"\napt-get -q -y -o Dpkg::Options::=--force-confold upgrade\n");
        }
        if (!recipe.removed().isEmpty()) {
            script.append("echo \"== Removing packages\"\napt-get -q -y purge ")
                    .append(String.join(" ", recipe.removed()))
                    .append('\n');
        }
        if (!recipe.packages().isEmpty()) {
            script.append("echo \"== Installing packages\"\n")
                    .append("apt-get -q -y -o Dpkg::Options::=--force-confold --no-install-recommends ")
                    .append("--allow-downgrades install ")
                    .append(String.join(" ", recipe.packages()))
                    .append('\n');
        }
        if (!recipe.script().isEmpty()) {
            script.append("echo \"== Running the recipe's script\"\n");
            decoded(script, recipe.script(), FOLDER + "/script");
            script.append("sh ").append(FOLDER).append("/script\n");
        }
        if (recipe.takesPackages()) {
            script.append(SOURCES);
        }
        return script.append(ANONYMOUS).toString();
    }

    private static void file(StringBuilder script, RecipeFile file) {
        script.append("echo \"== Writing ").append(file.path()).append("\"\n");
        script.append("mkdir -p \"$(dirname '").append(file.path()).append("')\"\n");
        decoded(script, file.content(), file.path());
        script.append("chmod ")
                .append(file.mode())
                .append(" '")
                .append(file.path())
                .append("'\n");
    }

    private static void decoded(StringBuilder script, String content, String path) {
        script.append("base64 -d >'")
                .append(path)
                .append("' <<'BASE64'\n")
                .append(Base64.getMimeEncoder(76, new byte[] {'\n'})
                        .encodeToString(content.getBytes(StandardCharsets.UTF_8)))
                .append("\nBASE64\n");
    }
}
