#include "common/news/notice.h"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "common/text/tokens.h"

namespace wirefold {
namespace {

constexpr size_t kMaxBytes = 2000;
constexpr size_t kMaxTokens = 160;
constexpr size_t kFewTokens = 40;  // of these a text needs one word less
constexpr size_t kLeastWords = 4;  // different words of notices
constexpr size_t kLeastAddresses = 2;
constexpr size_t kOneIn = 10;  // tokens is a word of notices

// Words of notices, in the languages of most news.
constexpr std::string_view kWords[] = {
    "abbonamento",   "abbonati",     "abo",          "abonnee",      "abonnement",    "abonnenten",
    "abonnez",       "abonnieren",   "abonné",       "abonnés",      "accedi",        "accept",
    "accepter",      "accepteren",   "accepting",    "accepts",      "access",        "accettare",
    "account",       "aceitar",      "aceptar",      "adblocker",    "advertenties",  "advertising",
    "agree",         "akzeptieren",  "anmelden",     "anzeigen",     "apparaat",      "appareil",
    "assinante",     "assinatura",   "assine",       "blocked",      "blocker",       "browser",
    "browsers",      "cancel",       "captcha",      "characters",   "compte",        "confidentialité",
    "connectez",     "consent",      "consenso",     "consentement", "consentimento", "consentimiento",
    "conta",         "continue",     "cookie",       "cookies",      "cuenta",        "datenschutz",
    "device",        "devices",      "digital",      "disable",      "disabled",      "dispositivo",
    "einstellungen", "einwilligung", "emails",       "enable",       "gerät",         "human",
    "inloggen",      "inscrivez",    "javascript",   "log",          "login",         "navegador",
    "navigateur",    "network",      "newsletter",   "newsletters",  "parceiros",     "partenaires",
    "partner",       "partners",     "password",     "personalised", "personalized",  "policy",
    "preferences",   "privacidad",   "privacidade",  "privacy",      "pubblicità",    "publicidad",
    "publicidade",   "publicité",    "publicités",   "reading",      "rechazar",      "refuse",
    "refuser",       "register",     "registered",   "registering",  "registrieren",  "reject",
    "rifiutare",     "robot",        "robots",       "settings",     "sign",          "socios",
    "subscribe",     "subscriber",   "subscribers",  "subscribing",  "subscription",  "supported",
    "suscripción",   "suscriptor",   "suscriptores", "suscríbete",   "toestemming",   "traffic",
    "trial",         "unlimited",    "unusual",      "verify",       "version",       "website",
    "werbung",       "zustimmen",    "zustimmung",   "кабинет",      "подписка",      "подписку",
    "реклама"};

// Words that address the reader, or speak for the site.
constexpr std::string_view kAddresses[] = {
    "dein",  "deine",  "du",     "ihnen",  "ihre",    "ihrem", "ihren",   "je",      "jouw",     "nos",  "nossa",
    "nosso", "nossos", "nostri", "nostro", "notre",   "nous",  "nuestra", "nuestro", "nuestros", "onze", "ons",
    "our",   "please", "seu",    "seus",   "sie",     "su",    "sua",     "sus",     "tu",       "tuo",  "tuoi",
    "tus",   "u",      "unser",  "unsere", "unseren", "us",    "usted",   "uw",      "você",     "vos",  "votre",
    "vous",  "we",     "wij",    "wir",    "you",     "your",  "вам",     "вас",     "мы",       "наш",  "ваш"};

template <size_t kCount>
std::vector<std::string_view> InOrder(const std::string_view (&words)[kCount]) {
  std::vector<std::string_view> ordered(std::begin(words), std::end(words));
  std::sort(ordered.begin(), ordered.end());
  return ordered;
}

// Turns most words away that are in neither list, by their size and first four letters.
class ListedWords {
 public:
  ListedWords() {
    for (const std::string_view word : kWords) Add(word);
    for (const std::string_view word : kAddresses) Add(word);
  }
  // `token`: as VisitTokens passes it, with bytes behind it that may be read.
  bool MayHave(std::string_view token) const { return bits_[BitOf(token)]; }

 private:
  static constexpr int kBits = 12;  // for some 250 words

  static size_t BitOf(std::string_view token) {
    uint32_t first = 0;
    std::memcpy(&first, token.data(), sizeof first);
    if (token.size() < sizeof first) first &= (uint32_t{1} << 8 * token.size()) - 1;
    return ((first ^ static_cast<uint32_t>(token.size()) << 27) * 0x9E3779B1U) >> (32 - kBits);
  }
  void Add(std::string_view word) {
    const std::string padded = std::string(word) + std::string(kTokenPadding, '\0');
    bits_.set(BitOf(std::string_view(padded).substr(0, word.size())));
  }

  std::bitset<size_t{1} << kBits> bits_;
};

}  // namespace

bool IsNotice(std::string_view text) {
  static const auto& words = *new std::vector<std::string_view>(InOrder(kWords));
  static const auto& addresses = *new std::vector<std::string_view>(InOrder(kAddresses));
  static const auto& listed = *new ListedWords;
  if (text.size() > kMaxBytes) return false;
  std::bitset<std::size(kWords)> met;
  size_t different = 0;
  size_t all = 0;
  size_t addressed = 0;
  size_t tokens = 0;
  VisitTokens(text, [&](std::string_view token, bool) {
    if (++tokens > kMaxTokens || !listed.MayHave(token)) return;
    addressed += std::binary_search(addresses.begin(), addresses.end(), token) ? 1 : 0;
    const auto word = std::lower_bound(words.begin(), words.end(), token);
    if (word == words.end() || *word != token) return;
    ++all;
    const auto place = static_cast<size_t>(word - words.begin());
    different += met[place] ? 0 : 1;
    met[place] = true;
  });
  const size_t least = tokens <= kFewTokens ? kLeastWords - 1 : kLeastWords;
  return tokens <= kMaxTokens && different >= least && addressed >= kLeastAddresses && all * kOneIn >= tokens;
}

}  // namespace wirefold
