package dev.berth.broker.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.MovableClock;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private final Company company = new Company();
    private final MovableClock clock = new MovableClock();
    private final SessionHours hours = new SessionHours(company.jdbc, clock);
    private final FigureReader figures = new FigureReader(company.database, clock);

    @Test
    void desktopsAndLiveSessionsAreCountedByState() {
        Figures read = figures.read(Span.DAY);
        assertThat(read.desktops())
                .containsEntry(DesktopState.ERROR, 12)
                .containsEntry(DesktopState.STOPPED, 588)
                .containsEntry(DesktopState.AVAILABLE, 600);
        assertThat(read.live()).containsOnly(java.util.Map.entry(SessionState.CONNECTED, Company.LIVE));
    }

    @Test
    void theChartIsTheSameBeforeAndAfterHoursAreCounted() {
        Instant now = clock.instant();
        int sessions = 0;
        for (int hour = 0; hour < 60; hour++) {
            for (int i = 0; i <= hour % 4; i++) {
                open(
                        "h" + hour + "-" + i,
                        now.minus(Duration.ofMinutes(60L * hour + 7)),
                        now.minus(Duration.ofMinutes(60L * hour)));
                sessions++;
            }
        }
        List<Integer> before = opened(Span.WEEK);
        List<Integer> peaks = live(Span.WEEK);
        hours.count();
        hours.count();
        assertThat(opened(Span.WEEK)).isEqualTo(before);
        assertThat(live(Span.WEEK)).isEqualTo(peaks);
        assertThat(before.stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(sessions);
        assertThat(figures.read(Span.DAY).sessions()).hasSize(24);
        assertThat(figures.read(Span.QUARTER).sessions()).hasSize(90);
    }

    @Test
    void theMostWhoWereConnectedAtOnceWithinAnHourAreCountedThere() {
        company.jdbc.sql("delete from session").update();
        Instant end = Instant.ofEpochSecond(Math.floorDiv(clock.instant().getEpochSecond(), 3600) * 3600);
        open(
                "long",
                end.minus(Duration.ofHours(5)).plusSeconds(60),
                end.minus(Duration.ofHours(2)).plusSeconds(60));
        open(
                "short",
                end.minus(Duration.ofHours(3)).plusSeconds(60),
                end.minus(Duration.ofHours(3)).plusSeconds(600));
        clock.forward(Duration.ofMinutes(3));
        hours.count();
        assertThat(company.jdbc
                        .sql("select live from session_hour where hour < :end order by hour")
                        .param("end", Times.utc(end))
                        .query(Integer.class)
                        .list())
                .startsWith(1, 1, 2, 1)
                .endsWith(0);
    }

    @Test
    void aDaysFigureIsTheMostThatWereLiveAtOnce() {
        hours.count();
        company.jdbc.sql("update session_hour set live = 7").update();
        company.jdbc
                .sql(
                        "update session_hour set live = 90 where hour = (select max(hour) - interval '30 hours' from session_hour)")
                .update();
        List<Figures.Hour> days = figures.read(Span.QUARTER).sessions();
        assertThat(days.getLast().live()).isEqualTo(Company.LIVE);
        assertThat(days).extracting(Figures.Hour::live).contains(90);
    }

    @Test
    void manyWhoLookShareOneReadingForSomeSeconds() {
        Figures first = figures.recent(Span.DAY);
        assertThat(figures.recent(Span.DAY)).isSameAs(first);
        clock.forward(Duration.ofSeconds(6));
        assertThat(figures.recent(Span.DAY).at()).isAfter(first.at());
    }

    @Test
    void hostsCountWhatTheirDesktopsHoldFullestFirst() {
        company.jdbc
                .sql("update hypervisor_host set cpus = 10, memory_mib = 4096, reserved_memory_mib = 1024")
                .update();
        company.jdbc
                .sql(
                        "update desktop set holds_room = true where id in (md5('desktop1')::uuid, md5('desktop9')::uuid, md5('desktop2')::uuid)")
                .update();
        List<Figures.Capacity> read = figures.read(Span.DAY).hosts();
        assertThat(read).hasSize(7);
        assertThat(read.getFirst()).satisfies(host -> {
            assertThat(host.name()).isEqualTo("kvm1");
            assertThat(host.memoryHeldMib()).isEqualTo(4096);
            assertThat(host.memoryMib()).isEqualTo(3072);
            assertThat(host.memoryPercent()).isEqualTo(133);
            assertThat(host.vcpuPercent()).isEqualTo(10);
        });
    }

    @Test
    void stagesTellMedianAndNinetyFifthPercentile() {
        for (int i = 1; i <= 100; i++) {
            open("stage" + i, clock.instant().minusSeconds(i), clock.instant());
            company.jdbc
                    .sql("""
                            insert into session_stage (session_id, stage, at)
                            values (md5(:name)::uuid, 'AUTHORISED', now()),
                                   (md5(:name)::uuid, 'PLACED', now() + make_interval(secs => 1)),
                                   (md5(:name)::uuid, 'DISK_READY', now() + make_interval(secs => 1 + :took))
                            """)
                    .param("name", "stage" + i)
                    .param("took", (double) i)
                    .update();
        }
        List<Figures.StageFigure> stages = figures.read(Span.DAY).stages();
        assertThat(stages).extracting(Figures.StageFigure::stage).containsExactly(Stage.PLACED, Stage.DISK_READY);
        assertThat(stages.getLast().medianMs()).isEqualTo(50_500);
        assertThat(stages.getLast().p95Ms()).isBetween(95_000L, 96_000L);
    }

    private List<Integer> opened(Span span) {
        return figures.read(span).sessions().stream().map(Figures.Hour::opened).toList();
    }

    private List<Integer> live(Span span) {
        return figures.read(span).sessions().stream().map(Figures.Hour::live).toList();
    }

    private void open(String name, Instant opened, Instant ended) {
        company.jdbc
                .sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                             termination_reason, opened_at, connected_at, ended_at)
                        values (md5(:name)::uuid, 'main', :name, md5('person1')::uuid, md5('desktop1')::uuid, '10.0.0.1',
                                'ENDED', 'USER_ENDED', :opened, :opened, :ended)
                        """)
                .param("name", name)
                .param("opened", Times.utc(opened))
                .param("ended", Times.utc(ended))
                .update();
    }
}
