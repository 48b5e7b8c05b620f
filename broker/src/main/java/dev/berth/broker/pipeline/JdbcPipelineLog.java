package dev.berth.broker.pipeline;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What happened in runs, line by line, in their order. */
@Component
class JdbcPipelineLog {

    /** Of one run; what a guest says after that is left out. */
    private static final int MOST_LINES = 20_000;

    private static final int LONGEST_LINE = 1_000;

    private final JdbcClient jdbc;

    JdbcPipelineLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void berth(PipelineRunId run, Instant now, String line) {
        add(run, now, false, line);
    }

    void guest(PipelineRunId run, Instant now, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        int known = jdbc.sql("select count(*) from pipeline_log where run_id = :run")
                .param("run", run.value())
                .query(Integer.class)
                .single();
        lines.stream().limit(Math.max(0, MOST_LINES - known)).forEach(line -> add(run, now, true, line));
    }

    /** Those after the position. */
    List<LogLine> after(PipelineRunId run, long position, int limit) {
        return jdbc.sql("""
                        select position, at, guest, line
                          from pipeline_log
                         where run_id = :run and position > :position
                         order by position
                         limit :limit
                        """)
                .param("run", run.value())
                .param("position", position)
                .param("limit", limit)
                .query((row, number) -> new LogLine(
                        row.getLong("position"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("guest"),
                        row.getString("line")))
                .list();
    }

    /** Of runs that ended before then; the runs themselves stay. */
    void forget(Instant endedBefore) {
        jdbc.sql("delete from pipeline_log where run_id in (select id from pipeline_run where ended_at < :before)")
                .param("before", endedBefore.atOffset(ZoneOffset.UTC))
                .update();
    }

    private void add(PipelineRunId run, Instant now, boolean guest, String line) {
        jdbc.sql("insert into pipeline_log (run_id, at, guest, line) values (:run, :at, :guest, :line)")
                .param("run", run.value())
                .param("at", now.atOffset(ZoneOffset.UTC))
                .param("guest", guest)
                .param("line", shown(line))
                .update();
    }

    /** Whatever a guest writes stands on one line and moves nobody's terminal. */
    private static String shown(String line) {
        String plain = line.replaceAll("[\\p{Cc}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]", " ");
        return plain.length() <= LONGEST_LINE ? plain : plain.substring(0, LONGEST_LINE);
    }
}
