package dev.millrace.ingest.http;

import dev.millrace.schemas.RawHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;

/**
 * Lets WebSockets in, in front of Javalin: its own take whole messages, of which nobody can say
 * when the next may come.
 */
final class SocketDoor implements Filter {

  private static final int FORBIDDEN = 403;

  private final PostDesk posts;
  private final Set<String> origins;
  private final SocketDesk desk;

  /** What the gateway says of a request, whether it posts or opens a socket. */
  interface PostDesk {

    /** Whose request it is. */
    String caller(Optional<String> authorization) throws Refusal;

    /** Where it leads. */
    Postings.Target target(String path) throws Refusal;
  }

  /**
   * @param origins origins of web pages that may open sockets
   */
  SocketDoor(PostDesk posts, Set<String> origins, SocketDesk desk) {
    this.posts = posts;
    this.origins = origins;
    this.desk = desk;
  }

  void into(ServletContextHandler context) {
    JettyWebSocketServletContainerInitializer.configure(context, null);
    FilterHolder holder = new FilterHolder(this);
    holder.setAsyncSupported(true);
    context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse answer, FilterChain others)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) any;
    HttpServletResponse response = (HttpServletResponse) answer;
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      others.doFilter(request, response);
      return;
    }
    try {
      open(request, response);
    } catch (Refusal e) {
      refuse(response, e);
    }
  }

  private void open(HttpServletRequest request, HttpServletResponse response)
      throws Refusal, IOException {
    String caller = posts.caller(Optional.ofNullable(request.getHeader("Authorization")));
    String origin = request.getHeader("Origin");
    if (origin != null && !origins.contains(origin)) {
      throw new Refusal(
          FORBIDDEN,
          "pages of this origin may not open sockets here",
          "Origin",
          origin,
          "allow it with --http-origin, or connect from a program");
    }
    Postings.Target target = posts.target(request.getRequestURI());
    JettyWebSocketServerContainer container =
        JettyWebSocketServerContainer.getContainer(request.getServletContext());
    container.upgrade(
        (asked, answered) -> new SocketSession(target, caller, desk, container.getExecutor()),
        request,
        response);
  }

  private static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
    response.setStatus(refusal.status());
    response.setContentType(RawHeaders.JSON);
    response.getOutputStream().write(refusal.json().toString().getBytes(StandardCharsets.UTF_8));
  }
}
