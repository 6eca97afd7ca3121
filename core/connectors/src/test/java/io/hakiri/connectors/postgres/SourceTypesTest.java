package io.hakiri.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every value comes as it is: in a type that gives it back exactly, or as the text that PostgreSQL reads back. */
final class SourceTypesTest {
    private final TestDatabase database = new TestDatabase().cursor("id");

    @AfterEach
    void close() {
        database.close();
    }

    private TestDatabase.Read values(String type, String... literals) {
        database.sql("DROP TABLE IF EXISTS t", "CREATE TABLE t (id INT PRIMARY KEY, v " + type + ")");
        List<String> rows = new ArrayList<>();
        for (String literal : literals) {
            rows.add("(" + rows.size() + ", " + literal + ")");
        }
        database.sql("INSERT INTO t VALUES " + String.join(", ", rows));
        return database.read("t").whole();
    }

    private void exactly(String type, String word, String[] literals, String... texts) {
        TestDatabase.Read read = values(type, literals);
        assertThat(read.types()).as(type).containsExactly("id int64 not null", "v " + word);
        String[] expected = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
            expected[i] = i + "|" + texts[i];
        }
        assertThat(read.rows()).as(type).containsExactly(expected);
    }

    private static String[] of(String... literals) {
        return literals;
    }

    @Test
    void numbersAreExact() {
        exactly("boolean", "boolean", of("true", "false", "NULL"), "true", "false", "∅");
        exactly("smallint", "int64", of("-32768", "32767"), "-32768", "32767");
        exactly("integer", "int64", of("-2147483648", "0"), "-2147483648", "0");
        exactly(
                "bigint",
                "int64",
                of("-9223372036854775808", "9223372036854775807", "NULL"),
                "-9223372036854775808",
                "9223372036854775807",
                "∅");
        exactly("oid", "int64", of("4294967295"), "4294967295");
        exactly("bigserial", "int64 not null", of("5"), "5");
        exactly(
                "float8",
                "float64",
                of("0.1", "'NaN'", "'-Infinity'", "1e-320", "'-0'"),
                "0.1",
                "NaN",
                "-Infinity",
                "1.0E-320",
                "-0.0");
        exactly("float4", "float64", of("0.1", "16777216"), "0.10000000149011612", "16777216");
        exactly(
                "numeric(38, 10)",
                "decimal(38,10)",
                of("1234567890123456789012345678.0123456789", "-1", "0"),
                "1234567890123456789012345678.0123456789",
                "-1.0000000000",
                "0.0000000000");
        exactly("numeric(5, -2)", "decimal(7,0)", of("1234567", "-50"), "1234600", "-100");
        exactly("numeric(3, 5)", "decimal(5,5)", of("0.00123"), "0.00123");
        exactly("numeric(5)", "decimal(5,0)", of("12345"), "12345");
        exactly("xid8", "decimal(20,0)", of("'18446744073709551615'"), "18446744073709551615");
    }

    @Test
    void numbersThatNoDecimalHoldsAreTexts() {
        exactly(
                "numeric",
                "text",
                of("1.10", "'NaN'", "'Infinity'", "123456789012345678901234567890123456789012345678901234567890.5"),
                "1.10",
                "NaN",
                "Infinity",
                "123456789012345678901234567890123456789012345678901234567890.5");
        exactly("numeric(39, 2)", "text", of("1"), "1.00");
        exactly("numeric(4, 2)", "text", of("1.5", "'NaN'", "NULL"), "1.50", "NaN", "∅");
        exactly("money", "text", of("12.5"), "$12.50");
    }

    @Test
    void timesAreExact() {
        exactly(
                "date",
                "date",
                of("'2015-12-31'", "'0044-03-15 BC'", "'4713-01-01 BC'", "'5874897-12-31'", "'0001-01-01'"),
                "2015-12-31",
                "-0043-03-15",
                "-4712-01-01",
                "+5874897-12-31",
                "0001-01-01");
        exactly(
                "timestamp",
                "local-timestamp",
                of("'2026-01-02 03:04:05.000006'", "'0044-03-15 12:00:00.5 BC'", "'294246-12-31 23:59:59.999999'"),
                "2026-01-02T03:04:05.000006",
                "-0043-03-15T12:00:00.500",
                "+294246-12-31T23:59:59.999999");
        exactly(
                "timestamptz",
                "timestamp",
                of("'2026-01-02 03:04:05.1+05:30'", "'4713-01-02 00:00:00+00 BC'", "'1969-12-31 23:59:59.999999+00'"),
                "2026-01-01T21:34:05.100Z",
                "-4712-01-02T00:00:00Z",
                "1969-12-31T23:59:59.999999Z");
    }

    @Test
    void timesThatNoTypeHoldsMakeTheirBatchTexts() {
        exactly("date", "text", of("'2015-12-31'", "'infinity'", "NULL"), "2015-12-31", "infinity", "∅");
        exactly(
                "timestamp",
                "text",
                of("'-infinity'", "'2026-01-02 03:04:05'", "'294276-12-31 23:59:59.999999'"),
                "-infinity",
                "2026-01-02T03:04:05",
                "294276-12-31 23:59:59.999999");
        exactly(
                "timestamptz",
                "text",
                of("'infinity'", "'2026-01-02 03:04:05+00'"),
                "infinity",
                "2026-01-02T03:04:05Z");
        exactly("time", "text", of("'24:00:00'", "'01:02:03.000004'"), "24:00:00", "01:02:03.000004");
        exactly("timetz", "text", of("'01:02:03+05:30'"), "01:02:03+05:30");
        exactly("interval", "text", of("'1 year 2 mons -3 days 04:05:06.7'"), "P1Y2M-3DT4H5M6.7S");
    }

    @Test
    void documentsAndArraysAreJson() {
        exactly(
                "json",
                "json",
                of("'{\"a\": 1.0, \"a\":  2}'", "'null'", "NULL"),
                "{\"a\": 1.0, \"a\":  2}",
                "null",
                "∅");
        exactly("jsonb", "json", of("'{\"b\":1.10}'"), "{\"b\": 1.10}");
        exactly("int[]", "json", of("'{1,NULL,3}'", "'{}'", "'{{1,2},{3,4}}'"), "[1,null,3]", "[]", "[[1,2],[3,4]]");
        exactly("int[]", "json", of("'[0:1]={1,2}'"), "\"[0:1]={1,2}\"");
        exactly("text[]", "json", of("'{\"a,b\",\"\\\"\",NULL,\"\"}'"), "[\"a,b\",\"\\\"\",null,\"\"]");
        exactly("numeric[]", "json", of("'{1.10,NaN}'"), "[1.10,\"NaN\"]");
        exactly("timestamptz[]", "json", of("'{2026-01-02 03:04:05+01}'"), "[\"2026-01-02T02:04:05+00:00\"]");
        exactly("bytea[]", "json", of("ARRAY['\\x00ff'::bytea]"), "[\"\\\\x00ff\"]");
    }

    @Test
    void theRestIsTextAsItIsRead() {
        database.sql("CREATE TYPE \"Mood\" AS ENUM ('sad', 'glad')", "CREATE TYPE pair AS (a int, b text)");
        database.sql("CREATE DOMAIN positive AS int CHECK (VALUE > 0)", "CREATE DOMAIN price AS numeric(10, 2)");
        exactly("text", "text", of("''", "E'a\\tb\\nc\\\\'", "'∅ ü 🦜'"), "", "a\tb\nc\\", "∅ ü 🦜");
        exactly("varchar(5)", "text", of("'ab'"), "ab");
        exactly("char(5)", "text", of("'ab'"), "ab   ");
        exactly("\"char\"", "text", of("'x'"), "x");
        exactly("name", "text", of("'x'"), "x");
        exactly("uuid", "text", of("'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        exactly("bytea", "text", of("'\\x00ff10'", "''"), "\\x00ff10", "\\x");
        exactly("\"Mood\"", "text", of("'glad'"), "glad");
        exactly("\"Mood\"[]", "json", of("'{glad,sad}'"), "[\"glad\",\"sad\"]");
        exactly("pair", "text", of("ROW(1, 'x y')"), "(1,\"x y\")");
        exactly("positive", "int64", of("7"), "7");
        exactly("price", "decimal(10,2)", of("7"), "7.00");
        exactly("int4range", "text", of("'[1,5]'"), "[1,6)");
        exactly("datemultirange", "text", of("'{[2020-01-01,2020-02-01)}'"), "{[2020-01-01,2020-02-01)}");
        exactly("inet", "text", of("'10.0.0.1/8'"), "10.0.0.1/8");
        exactly("macaddr", "text", of("'08:00:2b:01:02:03'"), "08:00:2b:01:02:03");
        exactly("bit(3)", "text", of("B'101'"), "101");
        exactly("xml", "text", of("'<a/>'"), "<a/>");
        exactly("point", "text", of("'(1,2)'"), "(1,2)");
        exactly("tsvector", "text", of("'a:1 b:2'"), "'a':1 'b':2");
        exactly("int2vector", "text", of("'1 2'"), "1 2");
    }

    @Test
    void theSettingsOfTheServerChangeNothing() {
        String name = database.rows("SELECT current_database()").getFirst();
        database.sql(
                "ALTER DATABASE " + name + " SET DateStyle TO 'German, DMY'",
                "ALTER DATABASE " + name + " SET TimeZone TO 'Asia/Kathmandu'",
                "ALTER DATABASE " + name + " SET IntervalStyle TO 'sql_standard'",
                "ALTER DATABASE " + name + " SET bytea_output TO 'escape'",
                "ALTER DATABASE " + name + " SET extra_float_digits TO -15",
                "ALTER DATABASE " + name + " SET standard_conforming_strings TO off");

        exactly("timestamptz", "timestamp", of("'2026-01-02 03:04:05+00'"), "2026-01-02T03:04:05Z");
        exactly("interval", "text", of("'1 day'"), "P1D");
        exactly("bytea", "text", of("decode('00ff', 'hex')"), "\\x00ff");
        exactly("float8", "float64", of("0.1::float8 + 0.2::float8"), "0.30000000000000004");
    }
}
