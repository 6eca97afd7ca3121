package io.hakiri.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's own load generator on a script. Its first second is not counted: it connects, and each connection plans its
 * statements.
 */
final class Pgbench {
    private static final Pattern PROGRESS = Pattern.compile("progress: ([0-9.]+) s, ([0-9.]+) tps,.*");

    /** The script's variable n begins with it, another in each turn, so that no turn makes the rows of another. */
    private static final long NUMBERS_PER_TURN = 1_000_000_000;

    private static final String APPLICATION = "pgbench";

    private final Server server;
    private final String program = Programs.needed("pgbench", "postgresql-contrib or postgresql-15");
    private long turns;

    Pgbench(Server server) {
        this.server = server;
    }

    /**
     * @param port of the server, or of a pooler before it
     * @param mode {@code prepared} or {@code extended}
     */
    Turn turn(int port, String mode, Path script, int clients, int seconds)
            throws IOException, InterruptedException, SQLException {
        turns++;
        ProcessBuilder command = new ProcessBuilder(List.of(
                program,
                "--host=localhost",
                "--port=" + port,
                "--username=" + Server.USER,
                "--protocol=" + mode,
                "--file=" + script,
                "--client=" + clients,
                "--jobs=" + Math.min(clients, Runtime.getRuntime().availableProcessors()),
                "--define=n=" + turns * NUMBERS_PER_TURN,
                "--no-vacuum",
                "--progress=1",
                "--time=3600",
                Server.DATABASE));
        command.environment().put("PGAPPNAME", APPLICATION + " by " + port);
        Process process = command.redirectErrorStream(true).start();
        try (BufferedReader lines =
                new BufferedReader(new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return measured(process, lines, seconds);
        } finally {
            process.destroy();
            process.waitFor();
            if (port == server.port()) { // a pooler keeps its connections
                server.awaitGone(APPLICATION + " by " + port);
            }
        }
    }

    private Turn measured(Process process, BufferedReader lines, int seconds) throws IOException {
        double start = 0;
        double last = 0;
        double done = 0;
        double serverAtStart = 0;
        double clientAtStart = 0;
        StringBuilder said = new StringBuilder();
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new IllegalStateException("pgbench ended early:\n" + said);
            }
            said.append(line).append('\n');
            if (line.contains("aborted") || line.contains("ERROR")) {
                throw new IllegalStateException("pgbench:\n" + said);
            }
            Matcher progress = PROGRESS.matcher(line);
            if (!progress.matches()) {
                continue;
            }
            double at = Double.parseDouble(progress.group(1));
            if (start == 0) {
                start = at;
                serverAtStart = server.cpuSeconds();
                clientAtStart = Cpu.of(process.pid());
            } else {
                done += Double.parseDouble(progress.group(2)) * (at - last);
            }
            last = at;
            if (at - start >= seconds - 0.5) {
                return new Turn(
                        done, at - start, server.cpuSeconds() - serverAtStart, Cpu.of(process.pid()) - clientAtStart);
            }
        }
    }
}
