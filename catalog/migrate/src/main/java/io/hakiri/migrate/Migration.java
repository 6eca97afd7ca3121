package io.hakiri.migrate;

import io.hakiri.catalog.ProjectId;
import io.hakiri.migrate.MoveReport.Outcome;
import io.hakiri.run.Pace;
import io.hakiri.transfer.ProjectImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves whole projects of one catalog into another while their pipelines go on (C-26). Ended at any instant it is begun again,
 * and goes on from where it was; or taken back.
 */
public final class Migration {
    private final Move move;

    /** @param pace what it waits by while a backend is away */
    public Migration(End from, End to, MoveOptions options, Settling settling, MoveListener listener, Pace pace) {
        if (from.address().equals(to.address())) {
            throw new MoveRefused("both ends are " + from.address() + ": a catalog does not move to itself");
        }
        move = new Move(from, to, options, settling, new SerialListener(listener), Calls.of(pace), System::nanoTime);
    }

    /**
     * Moves.
     *
     * @throws MoveRefused where a step is refused; the message says which, and nothing is lost
     */
    public MoveReport go() {
        List<ProjectId> projects = projects();
        if (!move.options().merge()) {
            refuseOthers(projects);
        }
        List<ProjectId> moved = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        long rows = 0;
        for (ProjectId project : projects) {
            ProjectMove one = new ProjectMove(move, project);
            if (one.go()) {
                moved.add(project);
            }
            outcomes.addAll(one.outcomes());
            rows += one.laid();
        }
        return new MoveReport(moved, outcomes, rows);
    }

    /** Takes back what is not yet at the target. */
    public List<Rollback.Report> takeBack() {
        Rollback rollback = new Rollback(
                move.from(), move.to(), move.calls(), move.options().actor());
        return projects().stream().map(rollback::of).toList();
    }

    private List<ProjectId> projects() {
        return move.options().projects().isEmpty()
                ? move.calls().call(() -> move.from().projects())
                : move.options().projects();
    }

    /** A target with projects that do not come from this source is somebody else's, or another one than was meant. */
    private void refuseOthers(List<ProjectId> projects) {
        List<ProjectId> others = new ArrayList<>();
        for (ProjectId there : move.calls().call(() -> move.to().projects())) {
            Optional<ProjectImage> image =
                    move.calls().call(() -> move.to().transfer().project(there));
            boolean ours =
                    projects.contains(there) || image.isEmpty() || image.get().received() || cameFromHere(there);
            if (!ours) {
                others.add(there);
            }
        }
        if (!others.isEmpty()) {
            throw new MoveRefused("the target " + move.to().address() + " has projects of its own: " + others
                    + ". Add yours to them by --merge");
        }
    }

    private boolean cameFromHere(ProjectId project) {
        return move.calls()
                .call(() -> move.from().transfer().project(project))
                .map(image -> move.to().address().equals(image.movedTo()))
                .orElse(false);
    }
}
