package dev.berth.broker.desktop;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The database as one broker sees it: every commit has a line before and one after it. Connections are kept for the next
 * use. A broker that is dead loses what it had not committed, as with a real kill.
 */
final class MortalDatabase extends AbstractDataSource {

    private static final int MOST_CONNECTIONS = 40;

    private final DataSource real;
    private final Life life;
    private final Deque<Connection> idle;
    private final Semaphore places = new Semaphore(MOST_CONNECTIONS, true);
    private volatile boolean lost;

    /** @param idle connections that brokers leave to those after them */
    MortalDatabase(DataSource real, Life life, Deque<Connection> idle) {
        this.real = real;
        this.life = life;
        this.idle = idle;
    }

    /** Cuts the database off, or brings it back. */
    void lost(boolean now) {
        lost = now;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (life.isOver()) {
            life.pass("connecting");
        }
        if (lost) {
            throw new SQLException("The database does not answer", "08001");
        }
        places.acquireUninterruptibly();
        Connection connection;
        try {
            Connection kept = idle.poll();
            connection = kept != null ? kept : real.getConnection();
        } catch (SQLException | RuntimeException e) {
            places.release();
            throw e;
        }
        return proxy(Connection.class, (self, method, arguments) -> onConnection(connection, method, arguments));
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    private Object onConnection(Connection connection, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "close" -> {
                giveBack(connection);
                yield null;
            }
            case "commit" -> between("commit", connection, method, arguments);
            case "prepareStatement" -> {
                var statement = (PreparedStatement) call(connection, method, arguments);
                String sql = String.valueOf(arguments[0]).strip();
                yield proxy(
                        PreparedStatement.class,
                        (self, inner, values) -> onStatement(connection, statement, sql, inner, values));
            }
            default -> call(connection, method, arguments);
        };
    }

    private Object onStatement(
            Connection connection, PreparedStatement statement, String sql, Method method, Object[] arguments)
            throws Throwable {
        boolean commits =
                method.getName().startsWith("execute") && connection.getAutoCommit() && !sql.startsWith("select");
        return commits
                ? between(sql.lines().findFirst().orElse(""), statement, method, arguments)
                : call(statement, method, arguments);
    }

    private Object between(String what, Object target, Method method, Object[] arguments) throws Throwable {
        life.pass("before " + what);
        Object result = call(target, method, arguments);
        life.pass("after " + what);
        return result;
    }

    private void giveBack(Connection connection) throws SQLException {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            idle.push(connection);
        } finally {
            places.release();
        }
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
