#include "common/intake/json_shapes.h"

namespace wirefold {
namespace {

using enum Field;

// schema.org NewsArticle and its kin, as JSON-LD: alone, in a list or in "@graph".
constexpr std::string_view kJsonLdMarks[] = {"@type"};
constexpr Mapping kJsonLd[] = {
    {kUri, "@id"},
    {kUrl, "url", Only::kWebAddress},
    {kUrl, "mainEntityOfPage", Only::kWebAddress},
    {kUrl, "@id", Only::kArticlePage},
    {kHeadline, "headline"},
    {kHeadline, "name"},
    {kHeadline, "alternativeHeadline"},
    {kSummary, "description"},
    {kSummary, "abstract"},
    {kBody, "articleBody"},
    {kBody, "text"},
    {kBody, "liveBlogUpdate"},
    {kBy, "author"},
    {kBy, "creator"},
    {kPublished, "datePublished"},
    {kPublished, "dateCreated"},
    {kPublished, "uploadDate"},
    {kModified, "dateModified"},
    {kLanguage, "inLanguage"},
    {kPublisher, "publisher"},
    {kPublisher, "sourceOrganization"},
    {kPublisher, "provider"},
    {kKeywords, "keywords"},
    {kStatus, "creativeWorkStatus"},
    {kAccess, "isAccessibleForFree"},
    {kAccess, "hasPart/isAccessibleForFree"},
};

// Webz.io (Webhose), old and new.
constexpr std::string_view kWebzMarks[] = {"thread/site", "thread/url"};
constexpr Mapping kWebz[] = {
    {kUri, "uuid"},
    {kUrl, "url"},
    {kUrl, "thread/url"},
    {kHeadline, "title"},
    {kHeadline, "thread/title_full"},
    {kHeadline, "thread/title"},
    {kBody, "text"},
    {kBy, "author"},
    {kPublished, "published"},
    {kPublished, "thread/published"},
    {kModified, "updated"},
    {kLanguage, "language"},
    {kPublisher, "thread/site"},
    {kPublisher, "thread/site_full"},
};

// IPTC ninjs 2 and 3: lists of headlines, descriptions and bodies, each with a role.
constexpr std::string_view kNinjs2Marks[] = {"bodies", "headlines[role=main]", "standard/name"};
constexpr Mapping kNinjs2[] = {
    {kUri, "uri"},
    {kArticleVersion, "version"},
    {kUrl, "altIds[role=url]/value", Only::kWebAddress},
    {kUrl, "renditions[contentType=text/html]/href", Only::kWebAddress},
    {kUrl, "uri", Only::kArticlePage},
    {kHeadline, "headlines[role=main]/value"},
    {kHeadline, "headlines[role=headline]/value"},
    {kHeadline, "headlines/value"},
    {kHeadline, "title"},
    {kSummary, "descriptions[role=summary]/value"},
    {kSummary, "descriptions/value"},
    {kBody, "bodies[contentType=text/html]/value"},
    {kBody, "bodies[contenttype=text/html]/value"},
    {kBody, "bodies[contentType=application/xhtml+xml]/value"},
    {kBody, "bodies[contentType=text/plain]/value"},
    {kBody, "bodies[contenttype=text/plain]/value"},
    {kBody, "bodies[role=main]/value"},
    {kBody, "bodies[role=text]/value"},
    {kBody, "bodies[role=html]/value"},
    {kBody, "bodies[]/value"},
    {kBy, "by"},
    {kBy, "people[rel=author]/name"},
    {kPublished, "contentCreated"},
    {kPublished, "firstCreated"},
    {kPublished, "firstcreated"},
    {kPublished, "versionCreated"},
    {kPublished, "versioncreated"},
    {kModified, "versionCreated"},
    {kModified, "versioncreated"},
    {kPublisher, "copyrightHolder"},
    {kPublisher, "copyrightholder"},
    {kPublisher, "infoSources/name"},
    {kCreditLine, "infoSources/name"},
    {kPublisher, "organisations[rel=publisher]/name"},
    {kKeywords, "keywords"},
    {kKeywords, "subjects"},
    {kKeywords, "subject"},
    {kStatus, "pubStatus"},
    {kStatus, "pubstatus"},
};

// IPTC ninjs 1, as Superdesk and agencies write it: one member for each format of the body.
constexpr std::string_view kNinjs1Marks[] = {"versioncreated", "body_xhtml"};
constexpr Mapping kNinjs1[] = {
    {kUri, "uri"},
    {kUri, "guid"},
    {kUrl, "uri", Only::kArticlePage},
    {kUrl, "renditions/canonical/href", Only::kWebAddress},
    {kHeadline, "headline"},
    {kHeadline, "title"},
    {kSummary, "description_text"},
    {kSummary, "description_html"},
    {kBody, "body_html"},
    {kBody, "body_xhtml"},
    {kBody, "body_text"},
    {kBy, "byline"},
    {kPublished, "firstpublished"},
    {kPublished, "firstcreated"},
    {kPublished, "versioncreated"},
    {kModified, "versioncreated"},
    {kPublisher, "copyrightholder"},
    {kPublisher, "source"},
    {kKeywords, "keywords"},
    {kKeywords, "subject"},
    {kStatus, "pubstatus"},
};

// news-please; newspaper and its descendants write nearly the same.
constexpr std::string_view kNewsPleaseMarks[] = {"maintext", "date_publish"};
constexpr Mapping kNewsPlease[] = {
    {kUri, "url"},
    {kUrl, "url"},
    {kHeadline, "title"},
    {kHeadline, "title_rss"},
    {kHeadline, "title_page"},
    {kSummary, "description"},
    {kBody, "maintext"},
    {kBody, "text"},
    {kBy, "authors"},
    {kPublished, "date_publish"},
    {kModified, "date_modify"},
    {kLanguage, "language"},
    {kPublisher, "source_domain"},
};

// NewsAPI, GNews and mediastack: `content` is cut after a few hundred characters.
constexpr std::string_view kNewsApiMarks[] = {"publishedAt"};
constexpr Mapping kNewsApi[] = {
    {kUri, "url"},      {kUrl, "url"},   {kHeadline, "title"},        {kSummary, "description"},
    {kBody, "content"}, {kBy, "author"}, {kPublished, "publishedAt"}, {kPublisher, "source"},
};

// An item of a JSON Feed.
constexpr std::string_view kJsonFeedMarks[] = {"content_html", "content_text", "date_published"};
constexpr Mapping kJsonFeed[] = {
    {kUri, "id"},
    {kUrl, "url"},
    {kUrl, "external_url"},
    {kUrl, "id", Only::kArticlePage},
    {kHeadline, "title"},
    {kSummary, "summary"},
    {kBody, "content_html"},
    {kBody, "content_text"},
    {kBy, "authors"},
    {kBy, "author"},
    {kPublished, "date_published"},
    {kModified, "date_modified"},
    {kLanguage, "language"},
};

// WordPress REST: `date` has the site's own clock, `date_gmt` is UTC.
constexpr std::string_view kWordPressMarks[] = {"content/rendered", "title/rendered", "date_gmt"};
constexpr Mapping kWordPress[] = {
    {kUri, "guid"},
    {kUri, "id"},
    {kUrl, "link"},
    {kHeadline, "title"},
    {kSummary, "excerpt"},
    {kBody, "content"},
    {kBy, "_embedded/author/name"},
    {kBy, "yoast_head_json/author"},
    {kBy, "author_info/display_name"},
    {kPublished, "date_gmt", Only::kUtc},
    {kPublished, "date"},
    {kModified, "modified_gmt", Only::kUtc},
    {kModified, "modified"},
    {kPublisher, "yoast_head_json/og_site_name"},
    {kKeywords, "_embedded/wp:term"},
};

// Items of RSS and Atom feeds as rss-parser, feedparser, xml2js and Feedly write them. The text is often in the
// summary.
constexpr std::string_view kFeedItemMarks[] = {"content:encoded", "contentSnippet",   "title_detail",
                                               "summary_detail",  "published_parsed", "dc:creator",
                                               "isoDate",         "origin/streamId",  "pubDate"};
constexpr Mapping kFeedItem[] = {
    {kUri, "id"},
    {kUri, "guid"},
    {kUrl, "link", Only::kWebAddress},
    {kUrl, "canonical/href", Only::kWebAddress},
    {kUrl, "alternate/href", Only::kWebAddress},
    {kUrl, "links[rel=alternate]/href", Only::kWebAddress},
    {kUrl, "guid", Only::kArticlePage},
    {kUrl, "id", Only::kArticlePage},
    {kHeadline, "title"},
    {kBody, "content:encoded"},
    {kBody, "content[type=text/html]/value"},
    {kBody, "content"},
    {kBody, "summary"},
    {kBody, "description"},
    {kBy, "authors"},
    {kBy, "author"},
    {kBy, "creator"},
    {kBy, "dc:creator"},
    {kPublished, "isoDate"},
    {kPublished, "published"},
    {kPublished, "pubDate"},
    {kPublished, "pubdate"},
    {kPublished, "dc:date"},
    {kPublished, "date"},
    {kPublished, "updated"},
    {kModified, "updated"},
    {kModified, "atom:updated"},
    {kLanguage, "language"},
    {kLanguage, "dc:language"},
    {kPublisher, "origin/title"},
    {kPublisher, "source/title"},
    {kPublisher, "source"},
    {kPublisher, "publisher"},
    {kPublisher, "dc:publisher"},
    {kKeywords, "keywords"},
    {kKeywords, "categories"},
    {kKeywords, "category"},
    {kKeywords, "tags"},
    {kKeywords, "dc:subject"},
};

// Arc XP (ANS): the text is a list of elements, some of which are no text.
constexpr std::string_view kAnsMarks[] = {"content_elements"};
constexpr Mapping kAns[] = {
    {kUri, "_id"},
    {kArticleVersion, "version"},
    {kUrl, "canonical_url"},
    {kUrl, "website_url"},
    {kHeadline, "headlines/basic"},
    {kSummary, "subheadlines/basic"},
    {kSummary, "description/basic"},
    {kBody, "content_elements"},
    {kBy, "credits/by"},
    {kPublished, "first_publish_date"},
    {kPublished, "publish_date"},
    {kPublished, "display_date"},
    {kPublished, "created_date"},
    {kModified, "last_updated_date"},
    {kPublisher, "distributor/name"},
    {kPublisher, "canonical_website"},
    {kKeywords, "taxonomy/tags"},
    {kKeywords, "taxonomy/seo_keywords"},
    {kKeywords, "taxonomy/keywords"},
};

// The Guardian's Open Platform and others that keep texts in `fields`.
constexpr std::string_view kGuardianMarks[] = {"webTitle"};
constexpr Mapping kGuardian[] = {
    {kUri, "id"},
    {kUrl, "webUrl"},
    {kHeadline, "fields/headline"},
    {kHeadline, "webTitle"},
    {kSummary, "fields/standfirst"},
    {kSummary, "fields/trailText"},
    {kBody, "fields/bodyText"},
    {kBody, "fields/body"},
    {kBody, "blocks/body/bodyTextSummary"},
    {kBy, "fields/byline"},
    {kPublished, "webPublicationDate"},
    {kModified, "fields/lastModified"},
    {kLanguage, "fields/lang"},
    {kPublisher, "fields/publication"},
    {kKeywords, "tags"},
};

// The New York Times' article search: no text, but a first paragraph.
constexpr std::string_view kNytMarks[] = {"headline/main"};
constexpr Mapping kNyt[] = {
    {kUri, "uri"},
    {kUri, "_id"},
    {kUrl, "web_url"},
    {kHeadline, "headline/main"},
    {kHeadline, "headline/print_headline"},
    {kSummary, "lead_paragraph"},
    {kSummary, "abstract"},
    {kSummary, "snippet"},
    {kBy, "byline/original"},
    {kBy, "byline/person"},
    {kPublished, "pub_date"},
    {kPublisher, "source"},
    {kKeywords, "keywords"},
};

constexpr JsonShape kShapes[] = {
    {"json-ld", kJsonLdMarks, kJsonLd},
    {"webz", kWebzMarks, kWebz},
    {"ans", kAnsMarks, kAns},
    {"guardian", kGuardianMarks, kGuardian},
    {"nyt", kNytMarks, kNyt},
    {"ninjs", kNinjs2Marks, kNinjs2},
    {"ninjs-1", kNinjs1Marks, kNinjs1},
    {"news-please", kNewsPleaseMarks, kNewsPlease},
    {"newsapi", kNewsApiMarks, kNewsApi},
    {"json-feed", kJsonFeedMarks, kJsonFeed},
    {"wordpress", kWordPressMarks, kWordPress},
    {"feed-item", kFeedItemMarks, kFeedItem},
};

constexpr std::string_view kWrappers[] = {
    "data",   "_source", "fields",   "article",  "articles",   "item",    "items",      "post",  "posts",
    "entry",  "entries", "document", "doc",      "docs",       "story",   "stories",    "news",  "newsItem",
    "result", "results", "hits",     "response", "payload",    "message", "attributes", "after", "node",
    "record", "content", "value",    "body",     "mainEntity", "objects"};

}  // namespace

std::span<const JsonShape> JsonShapes() { return kShapes; }
std::span<const std::string_view> Wrappers() { return kWrappers; }

}  // namespace wirefold
