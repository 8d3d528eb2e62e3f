// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.failure;

import java.util.List;

/** What was asked for is wrong, and was refused before anything was done. Says every place that needs a change. */
public final class InvalidRequestException extends BackupException {
    private static final long serialVersionUID = 1L;

    private final transient List<Failure> problems;

    /**
     * Carries the problems found.
     *
     * @param what what was refused
     * @param problems every problem, at least one
     */
    public InvalidRequestException(String what, List<Failure> problems) {
        super(summary(what, problems));
        this.problems = List.copyOf(problems);
    }

    private static Failure summary(String what, List<Failure> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("A refusal needs a reason");
        }
        StringBuilder why = new StringBuilder();
        for (Failure problem : problems) {
            why.append(why.isEmpty() ? "" : "\n  ")
                    .append(problem.what())
                    .append(": ")
                    .append(problem.why())
                    .append("; ")
                    .append(problem.cure());
        }
        return new Failure(problems.get(0).kind(), what, why.toString(), "nothing was changed; correct and ask again");
    }

    /**
     * Every problem found.
     *
     * @return at least one
     */
    public List<Failure> problems() {
        return problems;
    }
}
