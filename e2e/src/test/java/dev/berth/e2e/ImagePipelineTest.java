package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.bed.Scratch;
import dev.berth.e2e.Browser.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A recipe over the golden image becomes a version that sessions were tried on, and bundles go to it and back. */
@Tag("real")
@Tag("maintenance")
class ImagePipelineTest {

    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** It needs no mirror: the package that it adds is made in the guest. */
    private static final String RECIPE = """
            remove nano
            file /etc/berth-built 0644
            | by a pipeline
            script
            | set -eu
            | mkdir -p /tmp/proof/DEBIAN
            | {
            |     echo 'Package: berth-proof'
            |     echo 'Version: 1.2'
            |     echo 'Architecture: all'
            |     echo 'Maintainer: Nobody <nobody@example.com>'
            |     echo 'Description: proof'
            | } >/tmp/proof/DEBIAN/control
            | dpkg-deb -b /tmp/proof /tmp/proof.deb
            | dpkg -i /tmp/proof.deb
            application text-editor
            first-frame 90s
            """;

    private static Bed bed;
    private static Scratch images;

    @BeforeAll
    static void makeTheBed() throws IOException {
        images = new Scratch(Files.createTempDirectory(Path.of("/var/tmp"), "berth-pipeline-"));
        bed = Bed.make(
                "berth-e2e-pipeline",
                "--berth.pipeline.image-dir=" + images.folder(),
                "--berth.desktop.templates=false");
    }

    @AfterAll
    static void clearUp() {
        if (bed != null) {
            bed.close();
        }
        images.close();
    }

    @Test
    void aRecipeBecomesAVersionThatWasTriedAndIsRolledOutAndBack() {
        String base = bed.get("/api/v1/images").get(0).get("id").asString();
        String image = bed.send(
                        "POST",
                        "/api/v1/images",
                        "{\"name\": \"Office PC\", \"description\": \"\", \"guest\": \"LINUX\"}")
                .get("id")
                .asString();
        JsonNode bundle = bed.get("/api/v1/bundles").get(0);
        String before = bundle.get("spec").get("imageVersion").asString();
        ObjectNode wanted = JSON.createObjectNode();
        wanted.put("name", "Office").put("base", base).put("image", image).put("recipe", RECIPE);
        wanted.put("onBaseChange", true).put("rollOut", true);
        wanted.putArray("bundles").add(bundle.get("id").asString());
        String pipeline = bed.send("POST", "/api/v1/pipelines", wanted.toString())
                .get("id")
                .asString();
        String run = bed.send("POST", "/api/v1/pipelines/" + pipeline + "/runs", "")
                .get("id")
                .asString();
        Bed.await(
                "the run is over", LIMIT, () -> get(run).get("phase").asString().equals("ENDED"));

        List<String> log = log(run);
        assertThat(get(run).get("ending").asString()).as("%s", log).isEqualTo("PUBLISHED");
        assertThat(log)
                .anyMatch(line -> line.startsWith("The desktop's first picture came after "))
                .anyMatch(line -> line.startsWith("Application 'text-editor' showed its first picture after ")
                        && line.contains("WM_CLASS"));
        String version = get(run).get("version").asString();
        JsonNode comparison = bed.get("/api/v1/pipelines/comparison?from=" + before + "&to=" + version);
        assertThat(comparison.get("added")).hasSize(1);
        assertThat(comparison.get("added").get(0).get("name").asString()).isEqualTo("berth-proof");
        assertThat(comparison.get("removed").findValuesAsString("name")).contains("nano");
        assertThat(version(bundle)).isEqualTo(version);
        pictures(run, before, version);
        bed.send("POST", "/api/v1/pipelines/runs/" + run + "/roll-back", "");
        assertThat(version(bundle)).isEqualTo(before);
    }

    /** The run with its log, and what it changed, as an admin sees them. */
    private static void pictures(String run, String before, String version) {
        try (var browser = new Browser();
                var adam = new Person(browser, bed.berth().address(), Look.LIGHT)) {
            adam.signsIn("adam", Bed.PASSWORD);
            adam.opens("/admin/pipelines/runs/" + run).pictures("pipeline-run");
            adam.opens("/admin/images/compare?from=" + before + "&to=" + version);
            adam.page().locator("text=berth-proof").first().waitFor();
            adam.pictures("pipeline-comparison");
        }
    }

    private static String version(JsonNode bundle) {
        return bed.get("/api/v1/bundles/" + bundle.get("id").asString())
                .get("spec")
                .get("imageVersion")
                .asString();
    }

    private static JsonNode get(String run) {
        return bed.get("/api/v1/pipelines/runs/" + run);
    }

    private static List<String> log(String run) {
        List<String> lines = new ArrayList<>();
        bed.get("/api/v1/pipelines/runs/" + run + "/log")
                .forEach(line -> lines.add(line.get("line").asString()));
        return lines;
    }
}
