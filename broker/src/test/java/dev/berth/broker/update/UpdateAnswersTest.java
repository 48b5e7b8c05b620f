package dev.berth.broker.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.GuestSystem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateAnswersTest {

    private static final String LISTED = """
            boot	0c1f3a52-7f0e-4b63-9d7e-0e6b8a1f2b3c
            updater	apt
            stale
            update	libssl3	3.0.11-1~deb12u1	3.0.11-1~deb12u2	security
            update	nano	7.2-1	7.2-2	other
            end
            """;

    @Test
    void listingSaysWhatThereIs() {
        Listing listing = UpdateAnswers.listing(LISTED);
        assertThat(listing.updater()).isEqualTo("apt");
        assertThat(listing.stale()).isTrue();
        assertThat(listing.updates())
                .containsExactly(
                        new AvailableUpdate("libssl3", "3.0.11-1~deb12u1", "3.0.11-1~deb12u2", true),
                        new AvailableUpdate("nano", "7.2-1", "7.2-2", false));
        assertThat(UpdateAnswers.listing("").updater()).isEmpty();
    }

    /** As .NET's do, of which one article has an update for each version that is installed. */
    @Test
    void updatesOfWindowsMayShareAnArticle() {
        Listing listing = UpdateAnswers.listing("""
                boot	638
                updater	windows
                update	KB5044033		200	security
                update	KB5044033		201	security
                update	KB5044033		201	security
                end
                """);
        assertThat(listing.updates())
                .extracting(AvailableUpdate::wanted)
                .containsExactly("KB5044033=200", "KB5044033=201");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "updater\tapt\n", // cut off
                "updater\trm\nend\n",
                "update\t-o=Dir::Etc=/tmp\t1\t2\tother\nend\n",
                "update\tnano\t1\t2; rm -rf /\tother\nend\n",
                "update\tnano\t1\t2'\tother\nend\n",
                "update\tnano\t1\t2\tperhaps\nend\n",
                "update\tnano\t1\t2\tother\nupdate\tnano\t1\t3\tother\nend\n",
                "update\tnano\t1\t2\tother\textra\nend\n",
                "<script>\nend\n",
                "end\nend\n"
            })
    void whatNoUpdaterWritesIsRefusedAsAWhole(String output) {
        assertThatThrownBy(() -> UpdateAnswers.listing(output)).isInstanceOf(StrangeAnswerException.class);
    }

    @Test
    void tooManyLinesAreRefused() {
        var flood = new StringBuilder();
        for (int i = 0; i <= UpdateAnswers.MOST_LINES; i++) {
            flood.append("update\tp").append(i).append("\t1\t2\tother\n");
        }
        assertThatThrownBy(() -> UpdateAnswers.listing(flood.append("end\n").toString()))
                .isInstanceOf(StrangeAnswerException.class)
                .hasMessageContaining("more than 2000 lines");
    }

    @Test
    void installationSaysHowItEnded() {
        assertThat(UpdateAnswers.installation("running\nend\n")).isEqualTo(new Installation.Running());
        assertThat(UpdateAnswers.installation("exit\t0\nrestart\nchange\tnano\t7.2-1\t7.2-2\nchange\told\t1\t\nend\n"))
                .isEqualTo(new Installation.Ended(
                        0,
                        true,
                        List.of(new PackageChange("nano", "7.2-1", "7.2-2"), new PackageChange("old", "1", "")),
                        List.of(),
                        ""));
        assertThat(UpdateAnswers.installation("exit\t0\nmissing\tnano\nend\n"))
                .isEqualTo(new Installation.Ended(0, false, List.of(), List.of("nano"), ""));
        assertThat(UpdateAnswers.installation("exit\t100\nsaid\tE: broken\nend\n"))
                .isEqualTo(new Installation.Ended(100, false, List.of(), List.of(), "E: broken"));
        assertThatThrownBy(() -> UpdateAnswers.installation("end\n")).isInstanceOf(StrangeAnswerException.class);
        assertThatThrownBy(() -> UpdateAnswers.installation("exit\t0\nsaid\t\u001b[2J\nend\n"))
                .isInstanceOf(StrangeAnswerException.class);
    }

    @Property(tries = 300)
    void nothingThatAGuestSaysBreaksTheReader(@ForAll @StringLength(max = 200) String output) {
        try {
            UpdateAnswers.listing(output);
            UpdateAnswers.installation(output + "\nend");
        } catch (StrangeAnswerException refused) {
            assertThat(refused.getMessage()).hasSizeLessThan(300).matches("[ -~]+");
        }
    }

    @Test
    void choiceAndApprovalSayWhatIsInstalled() {
        List<AvailableUpdate> all = UpdateAnswers.listing(LISTED).updates();
        assertThat(UpdateSpec.ALL.chosen(all)).hasSize(2);
        assertThat(new UpdateSpec(UpdateChoice.SECURITY, List.of()).chosen(all))
                .extracting(AvailableUpdate::wanted)
                .containsExactly("libssl3=3.0.11-1~deb12u2");
        assertThat(new UpdateSpec(UpdateChoice.ALL, UpdateSpec.names("nan*, vim")).chosen(all))
                .extracting(AvailableUpdate::name)
                .containsExactly("nano");
        assertThat(new UpdateSpec(UpdateChoice.NONE, List.of()).chosen(all)).isEmpty();
        assertThatThrownBy(() -> new UpdateSpec(UpdateChoice.ALL, List.of("a;b")))
                .hasMessageContaining("approved is 'a;b'");
    }

    @Test
    void everySystemHasItsCommands() {
        for (GuestSystem system : GuestSystem.values()) {
            UpdateCommands commands = switch (system) {
                case LINUX -> new LinuxUpdates();
                case WINDOWS -> new WindowsUpdates();
            };
            assertThat(commands.list()).isNotEmpty();
            assertThat(commands.begin("run", List.of("KB5031354=200"))).isNotEqualTo(commands.look("run"));
            assertThat(commands.boot()).doesNotContainNull();
        }
    }

    /** Windows takes no command with more than 32,767 characters, neither the one that is sent nor the one that it begins. */
    @Test
    void aCommandForManyUpdatesIsShortEnoughForWindows() {
        List<String> wanted = IntStream.range(0, 450)
                .mapToObj(i -> "KB" + (5_000_000 + i) + "=200")
                .toList();
        List<String> command = new WindowsUpdates().begin("0c1f3a52-7f0e-4b63-9d7e-0e6b8a1f2b3c", wanted);
        assertThat(String.join(" ", command)).hasSizeLessThan(32_767);
        String script = new String(Base64.getDecoder().decode(command.getLast()), StandardCharsets.UTF_16LE);
        String begun = script.substring(script.indexOf("@'\n") + 3, script.indexOf("\n'@\n"));
        assertThat(begun).contains("'KB5000000=200', 'KB5000001=200'").endsWith("\"$folder\\exit\"\n");
        assertThat(Base64.getEncoder().encodeToString(begun.getBytes(StandardCharsets.UTF_16LE)))
                .hasSizeLessThan(32_000);
        assertThat(begun.lines()).noneMatch(line -> line.startsWith("'@"));
    }
}
