package io.hakiri.catalog.postgres;

import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.relational.SearchRange;
import jakarta.persistence.criteria.Order;
import jakarta.persistence.criteria.Predicate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;
import org.hibernate.reactive.stage.Stage;

/**
 * A question for records of the history: what must hold at once, only as far as it is asked for. It is put together by hand and
 * not in HQL: that has a parser whose version is not the one that manifests are read with, and would say so on stderr.
 */
final class Question<T> {
    /** The rule for letters under which only {@code A} to {@code Z} have another case, as C-28 wants it. */
    private static final String ASCII = "\"C\"";

    private final HibernateCriteriaBuilder criteria;
    private final JpaCriteriaQuery<T> query;
    private final JpaRoot<T> record;
    private final List<Predicate> conditions = new ArrayList<>();
    private final List<Order> order = new ArrayList<>();

    Question(HibernateCriteriaBuilder criteria, Class<T> type) {
        this.criteria = criteria;
        this.query = criteria.createQuery(type);
        this.record = query.from(type);
    }

    Question<T> and(Predicate condition) {
        conditions.add(condition);
        return this;
    }

    Predicate any(Predicate... conditions) {
        return criteria.or(conditions);
    }

    Predicate both(Predicate one, Predicate other) {
        return criteria.and(one, other);
    }

    Predicate is(String field, Object value) {
        return criteria.equal(record.get(field), value);
    }

    Predicate absent(String field) {
        return criteria.isNull(record.get(field));
    }

    Predicate in(String field, Collection<? extends Enum<?>> words) {
        return oneOf(field, words.stream().map(Enum::name).toList());
    }

    Predicate oneOf(String field, Collection<?> values) {
        return record.get(field).in(values);
    }

    <V extends Comparable<V>> Predicate less(String field, V value) {
        return criteria.lessThan(record.<V>get(field), value);
    }

    <V extends Comparable<V>> Predicate greater(String field, V value) {
        return criteria.greaterThan(record.<V>get(field), value);
    }

    /** Within the time of the search, and not newer than a place. */
    Question<T> within(HistoryFilter filter, String micros, long newest) {
        SearchRange time = SearchRange.of(filter);
        long last = Math.min(time.last(), newest);
        if (time.first() > Long.MIN_VALUE) {
            and(criteria.greaterThanOrEqualTo(record.<Long>get(micros), time.first()));
        }
        return last == Long.MAX_VALUE ? this : and(criteria.lessThanOrEqualTo(record.<Long>get(micros), last));
    }

    /** The text of the search occurs in one of the fields. */
    Question<T> containing(HistoryFilter filter, String... fields) {
        String text = filter.foldedText();
        return text.isEmpty()
                ? this
                : and(any(Arrays.stream(fields)
                        .map(field -> criteria.greaterThan(
                                criteria.locate(
                                        criteria.lower(criteria.collate(record.<String>get(field), ASCII)), text),
                                0))
                        .toArray(Predicate[]::new)));
    }

    /** Then in this order. */
    Question<T> up(String field) {
        order.add(criteria.asc(record.get(field)));
        return this;
    }

    /** Then in this order, the greatest first. */
    Question<T> down(String field) {
        order.add(criteria.desc(record.get(field)));
        return this;
    }

    CompletionStage<List<T>> list(Stage.StatelessSession session) {
        return asked(session).getResultList();
    }

    /** One more than the page may hold, so that it is known whether there are more. */
    CompletionStage<List<T>> list(Stage.StatelessSession session, PageRequest page) {
        return asked(session).setMaxResults(page.entries() + 1).getResultList();
    }

    private Stage.SelectionQuery<T> asked(Stage.StatelessSession session) {
        query.where(conditions.toArray(Predicate[]::new)).orderBy(order.toArray(Order[]::new));
        return session.createQuery(query);
    }
}
