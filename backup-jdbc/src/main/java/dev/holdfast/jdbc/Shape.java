// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.util.ArrayList;
import java.util.List;

/**
 * A table, or those of its columns that a statement is about.
 *
 * @param table its name without the prefix
 * @param keys the columns by which a row is found
 * @param values the other columns
 */
record Shape(String table, List<Column> keys, List<Column> values) {
    /** A column with what it holds. */
    record Column(String name, Type type) {}

    /** What a column holds. */
    enum Type {
        TEXT,
        NUMBER
    }

    static final Shape OPERATION = new Shape(
            "operation",
            List.of(text("id")),
            List.of(
                    number("version"),
                    text("request_key"),
                    text("state"),
                    number("ended"),
                    number("next_step"),
                    text("body"),
                    number("changed")));
    static final Shape OPERATION_STATE =
            new Shape("operation", OPERATION.keys(), List.of(number("version"), number("ended")));
    static final Shape OPERATIONS_OF_KEY = new Shape("operation", List.of(text("request_key")), List.of(text("id")));
    static final Shape EVIDENCE_OF_KEY =
            new Shape("evidence", List.of(text("request_key")), List.of(number("sequence"), text("operation")));
    static final Shape STEP = new Shape(
            "step",
            List.of(text("operation"), number("number")),
            List.of(number("version"), text("state"), number("generation"), text("progress"), number("changed")));
    static final Shape STEP_VERSION = new Shape("step", STEP.keys(), List.of(number("version")));
    static final Shape STEPS = new Shape("step", List.of(text("operation")), List.of());
    static final Shape NODE = new Shape("step_node", STEP.keys(), List.of(text("node")));
    static final Shape NODES = new Shape("step_node", List.of(text("operation")), List.of());
    static final Shape CLAIM =
            new Shape("claim", List.of(text("subject"), text("operation")), List.of(text("claim_mode")));
    static final Shape CLAIMS_OF_SUBJECT =
            new Shape("claim", List.of(text("subject")), List.of(text("operation"), text("claim_mode")));
    static final Shape CLAIMS_OF_OPERATION = new Shape("claim", List.of(text("operation")), List.of());
    static final Shape RECORD = new Shape(
            "record",
            List.of(text("kind"), text("record_key")),
            List.of(text("record_group"), number("version"), text("body")));
    static final Shape RECORD_VERSION = new Shape("record", RECORD.keys(), List.of(number("version")));
    static final Shape OUTBOX =
            new Shape("outbox", List.of(number("first_event")), List.of(number("last_event"), text("events")));
    static final Shape EVIDENCE = new Shape(
            "evidence",
            List.of(number("sequence")),
            List.of(text("operation"), text("request_key"), text("body"), text("previous"), text("digest")));
    static final Shape WRITER = new Shape("writer", List.of(number("id")), List.of(number("token"), text("answers")));

    private static Column text(String name) {
        return new Column(name, Type.TEXT);
    }

    private static Column number(String name) {
        return new Column(name, Type.NUMBER);
    }

    /** All columns, keys first. */
    List<Column> columns() {
        List<Column> all = new ArrayList<>(keys);
        all.addAll(values);
        return all;
    }
}
