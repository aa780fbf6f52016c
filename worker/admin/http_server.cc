#include "worker/admin/http_server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <list>
#include <thread>
#include <utility>

namespace wirefold {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using std::chrono::milliseconds;

constexpr milliseconds kAcceptPause{20};  // after an accept that failed: no descriptor is free

class Connection;
using Connections = std::list<Connection*>;  // oldest first

// One request and its reply. Lives as long as an operation of it is pending; Close() ends these.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const HttpHandler& handler, const HttpLimits& limits, Connections& all,
             std::atomic<size_t>& count)
      : stream_(std::move(socket)), handler_(handler), limits_(limits), all_(all), count_(count) {
    place_ = all_.insert(all_.end(), this);
    ++count_;
    parser_.header_limit(static_cast<uint32_t>(limits_.head_bytes));
    parser_.body_limit(boost::none);  // none is read
  }
  ~Connection() { Leave(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Begin() {
    stream_.expires_after(milliseconds(limits_.request_ms));  // for all reads together
    http::async_read_header(stream_, buffer_, parser_,
                            [self = shared_from_this()](beast::error_code error, size_t) { self->OnHead(error); });
  }

  void Close() {
    Leave();
    stream_.close();
  }

 private:
  void Leave() {
    if (std::exchange(left_, true)) return;
    all_.erase(place_);
    --count_;
  }

  void OnHead(beast::error_code error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      return Send({431, "text/plain; charset=utf-8", "the request's head is too long\n", {}});
    }
    // Errors of the parser's own are the client's; others are the connection's end.
    if (error && error.category() == http::make_error_code(http::error::bad_method).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message) {
      return Send({400, "text/plain; charset=utf-8", "not an HTTP/1.1 request\n", {}});
    }
    if (error) return Close();
    const auto& head = parser_.get();
    const std::string target(head.target());
    const size_t question = target.find('?');
    HttpRequest request;
    request.method = std::string(head.method_string());
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    Send(handler_(request));
  }

  void Send(HttpReply reply) {
    reply_.result(static_cast<unsigned>(reply.code));
    reply_.set(http::field::content_type, beast::string_view(reply.type.data(), reply.type.size()));
    if (!reply.allow.empty())
      reply_.set(http::field::allow, beast::string_view(reply.allow.data(), reply.allow.size()));
    reply_.set(http::field::cache_control, "no-store");
    reply_.set("X-Content-Type-Options", "nosniff");
    // What a page shows comes from records and brokers: nothing in it may run or load anything.
    reply_.set("Content-Security-Policy",
               "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
               "frame-ancestors 'none'");
    reply_.keep_alive(false);
    reply_.body() = std::move(reply.body);
    reply_.prepare_payload();
    stream_.expires_after(milliseconds(limits_.reply_ms));
    http::async_write(stream_, reply_, [self = shared_from_this()](beast::error_code error, size_t) {
      error ? self->Close() : self->OnSent();
    });
  }

  void OnSent() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    const bool whole = parser_.is_header_done() && !parser_.chunked() && parser_.content_length().value_or(0) == 0;
    if (whole) return Close();
    // Closing over what was not read resets the connection, and the client may never see the reply.
    stream_.expires_after(milliseconds(limits_.request_ms));
    Drain();
  }

  void Drain() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](beast::error_code error, size_t got) {
      self->drained_ += got;
      error || self->drained_ >= self->limits_.drain_bytes ? self->Close() : self->Drain();
    });
  }

  beast::tcp_stream stream_;
  const HttpHandler& handler_;
  const HttpLimits& limits_;
  Connections& all_;
  std::atomic<size_t>& count_;
  Connections::iterator place_;
  bool left_ = false;
  beast::flat_buffer buffer_{16384};
  http::request_parser<http::empty_body> parser_;
  http::response<http::string_body> reply_;
  size_t drained_ = 0;
};

// "[::1]:8080" → "::1" and "8080".
std::pair<std::string, std::string> HostAndPort(const std::string& listen) {
  const size_t colon = std::min(listen.rfind(':'), listen.size());
  std::string host = listen.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return {host, colon < listen.size() ? listen.substr(colon + 1) : ""};
}

}  // namespace

struct HttpServer::Impl {
  Impl(HttpHandler given, const HttpLimits& bounds) : handler(std::move(given)), limits(bounds) {}
  ~Impl() {
    io.stop();
    if (thread.joinable()) thread.join();
  }

  beast::error_code Listen(const std::string& listen) {
    const auto [host, service] = HostAndPort(listen);
    beast::error_code error;
    const auto found = tcp::resolver(io).resolve(host, service, tcp::resolver::passive, error);
    if (error) return error;
    const tcp::endpoint endpoint = *found.begin();
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    return error;
  }

  void Accept() {
    acceptor.async_accept([this](beast::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error || connections.size() >= limits.connections) CloseOldest();
      if (error) return AcceptLater();
      std::make_shared<Connection>(std::move(socket), handler, limits, connections, count)->Begin();
      Accept();
    });
  }

  void AcceptLater() {
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](beast::error_code error) {
      if (!error) Accept();
    });
  }

  void CloseOldest() {
    if (!connections.empty()) connections.front()->Close();
  }

  const HttpHandler handler;
  const HttpLimits limits;
  std::atomic<size_t> count{0};
  Connections connections;
  asio::io_context io{1};  // holds the connections that are open: goes before the list they are in
  tcp::acceptor acceptor{io};
  asio::steady_timer pause{io};
  std::thread thread;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const std::string& listen, HttpHandler handler,
                                                              const HttpLimits& limits) {
  auto impl = std::make_unique<Impl>(std::move(handler), limits);
  if (const beast::error_code error = impl->Listen(listen)) {
    return absl::FailedPreconditionError("admin.listen: " + listen + " cannot be listened on: " + error.message());
  }
  impl->Accept();
  impl->thread = std::thread([io = &impl->io] { io->run(); });
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

int HttpServer::port() const {
  beast::error_code error;
  const tcp::endpoint endpoint = impl_->acceptor.local_endpoint(error);
  return error ? 0 : endpoint.port();
}

size_t HttpServer::connections() const { return impl_->count; }

}  // namespace wirefold
