// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.sqlite.SQLiteException;

/** What a database's errors mean, and what to do about them. */
final class Failures {
    /** What may carry a password: a URL of any form. */
    private static final Pattern SECRET = Pattern.compile("(?i)(password|passwd|pwd)\\s*=\\s*[^;&\\s]+|://[^/\\s@]+@");

    private Failures() {}

    /** Whether a row was there that must not be. */
    static boolean isConflict(SQLException e) {
        boolean sqlite = e instanceof SQLiteException found && (found.getResultCode().code & 0xff) == 19;
        return sqlite || (e.getSQLState() != null && e.getSQLState().startsWith("23"));
    }

    static BackupException of(String what, String where, SQLException e) {
        String message = String.valueOf(e.getMessage());
        String shown = SECRET.matcher(message).replaceAll("***");
        Meaning meaning = meaning(e);
        String code = e.getSQLState() == null ? "" : " (SQLState " + e.getSQLState() + ")";
        Failure failure =
                new Failure(meaning.kind(), what + " in " + where, meaning.why() + shown + code, meaning.cure());
        // A cause is printed with its message: one with a secret stays behind.
        return shown.equals(message) ? new BackupException(failure, e) : new BackupException(failure);
    }

    /** What an error means. */
    private record Meaning(FailureKind kind, String why, String cure) {}

    private static Meaning meaning(SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            return sqlite(sqlite);
        }
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P") || state.equals("90067") || state.equals("90121")) {
            return new Meaning(
                    FailureKind.TRANSIENT,
                    "the database cannot be reached: ",
                    "check address and port, and that the database runs; it is tried again");
        } else if (state.startsWith("28")) {
            return new Meaning(
                    FailureKind.CREDENTIALS, "it does not know user or password: ", "correct user and password");
        } else if (state.equals("3D000") || state.equals("90149") || state.equals("90146")) {
            return new Meaning(FailureKind.INVALID, "there is no such database: ", "correct the URL, or create it");
        } else if (state.equals("42501") || state.equals("90096") || state.equals("90040")) {
            return new Meaning(
                    FailureKind.DENIED,
                    "the user has no right to do it: ",
                    "grant it the right, or let someone who has it run the published migrations");
        } else if (state.equals("3F000") || state.equals("90079")) {
            return new Meaning(FailureKind.INVALID, "there is no such schema: ", "create it, or name another");
        } else if (state.startsWith("53")) {
            return new Meaning(
                    FailureKind.FULL, "the database has run out of something: ", "give it disk, memory or connections");
        } else if (state.equals("25006")) {
            return new Meaning(
                    FailureKind.DENIED, "the database only reads: ", "connect to the one that may be written");
        } else if (state.startsWith("40") || state.startsWith("55") || state.equals("50200")) {
            return new Meaning(FailureKind.TRANSIENT, "others were in the way: ", "nothing; it is tried again");
        } else if (state.equals("90020")) {
            return new Meaning(FailureKind.BUSY, "another process has the file: ", "end that process");
        }
        return new Meaning(
                FailureKind.UNRECOGNISED, "", "look at the message and into the log of the database; report it if not");
    }

    private static Meaning sqlite(SQLiteException e) {
        return switch (e.getResultCode().code & 0xff) {
            case 5, 6 ->
                new Meaning(
                        FailureKind.BUSY,
                        "another program has locked the file: ",
                        "close what else has it open; it is tried again");
            case 8 ->
                new Meaning(
                        FailureKind.DENIED,
                        "the file may only be read: ",
                        "give this process the right to write the file and its folder");
            case 11, 26 ->
                new Meaning(
                        FailureKind.INVALID,
                        "the file is damaged, or is no SQLite file; nothing in it was changed: ",
                        "keep a copy of it with its -wal file, and restore it from a backup");
            case 13 -> new Meaning(FailureKind.FULL, "the disk is full: ", "free some space; it is tried again");
            case 14 ->
                new Meaning(
                        FailureKind.INVALID,
                        "the file cannot be opened: ",
                        "check that its folder exists and may be written");
            case 10 ->
                new Meaning(FailureKind.TRANSIENT, "the disk has failed: ", "check the disk and its file system");
            default ->
                new Meaning(FailureKind.UNRECOGNISED, "", "look at the message; report it if it does not say enough");
        };
    }
}
