package dev.berth.broker.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds as {@code image/build} publishes them, and what is read of them. */
class GoldenImageTest {

    private static final Path SCRIPTS = Path.of("../image/lib/folders").toAbsolutePath();

    @TempDir
    Path images;

    @Test
    void aNewBuildLeavesWhatAnEarlierVersionNamesAsItWas() throws Exception {
        GoldenImage first = published("first");
        GoldenImage second = published("second");

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.directory()).isNotEqualTo(first.directory()).isEqualTo(link().toRealPath());
        assertThat(first.directory()).isDirectory().matches(folder -> !Files.isSymbolicLink(folder));
        assertThat(first.directory().resolve("root.qcow2")).hasContent("first");
        assertThat(GoldenImage.in(first.directory())).contains(first);
        assertThat(images.toFile().list()).hasSize(3);
    }

    @Test
    void aBuildFromBeforeEachHadAFolderGetsOneOfItsOwn() throws Exception {
        Files.move(build("old"), link());
        GoldenImage old = GoldenImage.in(link()).orElseThrow();
        GoldenImage fresh = published("fresh");

        assertThat(link()).isSymbolicLink();
        assertThat(fresh.directory().resolve("root.qcow2")).hasContent("fresh");
        assertThat(images.toFile().list()).hasSize(3).anySatisfy(folder -> {
            GoldenImage kept = GoldenImage.in(images.resolve(folder)).orElseThrow();
            assertThat(kept.id()).isEqualTo(old.id());
        });
    }

    private Path link() {
        return images.resolve("desktop");
    }

    private GoldenImage published(String content) throws Exception {
        var publish = new ProcessBuilder(
                        "bash",
                        "-euc",
                        ". \"$1\"; publish \"$2\" \"$3\"",
                        "publish",
                        SCRIPTS.toString(),
                        build(content).toString(),
                        link().toString())
                .inheritIO()
                .start();
        assertThat(publish.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(publish.exitValue()).isZero();
        return GoldenImage.in(link()).orElseThrow();
    }

    private Path build(String content) throws IOException {
        Path folder = Files.createDirectory(images.resolve(".building"));
        Files.writeString(folder.resolve("image.json"), """
                {"name": "desktop", "version": "1", "commandLine": "quiet"}
                """);
        Files.writeString(folder.resolve("root.qcow2"), content);
        return folder;
    }
}
