package io.hakiri.cli;

import io.hakiri.access.AccessRules;
import io.hakiri.access.EntryTickets;
import io.hakiri.access.Quotas;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.connectors.secret.StoredSecrets;
import io.hakiri.remote.ServedCatalogs;
import io.hakiri.run.Workplace;
import io.hakiri.serving.Parts;
import io.hakiri.serving.Watching;
import io.quarkus.runtime.Quarkus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The packaged service, over catalogs whose time is moved and that are copied and restored while it runs: it is told so by the
 * contract's fixture, a line each, and answers with a line each. It ends with its input.
 */
public final class ContractServer {
    private ContractServer() {}

    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        ServedCatalogs catalogs = new ServedCatalogs();
        Workplace workplace = new Workplace(BuiltIn.connectors(), StoredSecrets.of(System.getenv()), Path.of(""));
        Watching watching = Watching.ofService(catalogs.catalog(), Map.of());
        Reconciling reconciling = Reconciling.of(Reconciling.IN_PROCESS, 1, null, workplace, watching);
        Serving.of(new Parts(
                catalogs.catalog(),
                reconciling.reconciler(),
                reconciling.target(),
                new AccessRules(null, null, null, Quotas.NONE), // the kit is in a hurry
                watching.metrics(),
                watching.scrapeToken(),
                workplace.connectors(),
                new EntryTickets()));
        System.setProperty("quarkus.http.host", "127.0.0.1");
        System.setProperty("quarkus.http.port", args[0]);
        Thread.ofPlatform().daemon().start(Quarkus::run);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            answers.println(catalogs.told(line.split(" ", -1)));
            answers.flush();
        }
        System.exit(0);
    }
}
