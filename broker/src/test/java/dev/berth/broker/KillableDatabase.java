package dev.berth.broker;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A database that one thread at a time can be cut off from, for good, at a line of its choice: before or after a commit.
 * Everybody else goes on, as other nodes do when one is killed.
 */
public final class KillableDatabase extends AbstractDataSource {

    private final DataSource real;
    private final ThreadLocal<int[]> linesLeft = ThreadLocal.withInitial(() -> new int[] {Integer.MAX_VALUE});

    public KillableDatabase(DataSource real) {
        this.real = real;
    }

    /** What a thread that was cut off ends with. */
    public static final class Killed extends Error {
        Killed() {
            super("killed");
        }
    }

    /** Does it on this thread, and ends it at the nth line; true when it was over before. */
    public boolean survives(int line, Runnable act) {
        linesLeft.get()[0] = line;
        try {
            act.run();
            return true;
        } catch (Killed e) {
            return false;
        } finally {
            linesLeft.get()[0] = Integer.MAX_VALUE;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = real.getConnection();
        return proxy(Connection.class, (self, method, arguments) -> switch (method.getName()) {
            case "commit" -> between(connection, method, arguments);
            case "prepareStatement" -> {
                var statement = (PreparedStatement) call(connection, method, arguments);
                boolean reads = String.valueOf(arguments[0]).strip().startsWith("select");
                yield proxy(
                        PreparedStatement.class,
                        (inner, verb, values) ->
                                !reads && verb.getName().startsWith("execute") && connection.getAutoCommit()
                                        ? between(statement, verb, values)
                                        : call(statement, verb, values));
            }
            default -> call(connection, method, arguments);
        });
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    private Object between(Object target, Method method, Object[] arguments) throws Throwable {
        pass();
        Object result = call(target, method, arguments);
        pass();
        return result;
    }

    private void pass() {
        int[] left = linesLeft.get();
        if (left[0] <= 0 || --left[0] == 0) {
            throw new Killed();
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
