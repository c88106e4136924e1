"""Breadth: many of the seeds' entities, each named but once, make a subject; a list of them does not."""

from itertools import pairwise

import pytest

from pipelines.relevance import LEAST_WEIGHT
from tests.understanding.test_relevance import FILLER, judged

TOLD = [
    (
        "The market hall and the telephone",
        "At five in the morning the traders of Wuchang still unload their own lorries, but fewer "
        "customers come down for the greens. The neighbours order on the phone the evening before.\n"
        "They do so in a chat group that one of them runs on WeChat. She is paid a few per cent, keeps "
        "the crates in her hallway and calls people when the eggs have come. Community group buying, as "
        "the trade calls it, needs no riders and hardly a warehouse.\n"
        "A firm of the provinces showed that it can pay. Xingsheng Youxuan built its rounds village by "
        "village before anyone on the coast took notice.\n"
        "Now everyone has. Pinduoduo sends lorries under the name of Duoduo Maicai, and the ride "
        "service Didi has opened a grocery arm of its own. Meituan turned its best managers over to the "
        "business in the summer.\n"
        "Nobody earns money. A grocer who has sold leeks for thirty years says that he will wait, since "
        "subsidies end as every summer ends. His son, who keeps the books, is less sure.",
    ),
    (
        "Letter from Hangzhou: the shop window moves",
        "For fifteen years a shopkeeper here paid for one thing, a place high in a list of search "
        "results. The list belonged to Taobao and so, in effect, did the shopkeeper.\n"
        "Ms Ren, who sells quilted jackets, now gets up at four to stand before a lamp and a telephone. "
        "On a good night nine thousand people watch. They come from Kuaishou, where her cousins in "
        "Liaoning have taught her how to joke with strangers.\n"
        "Her younger competitor two floors below prefers Douyin, whose viewers he says are richer and "
        "less loyal. He has hired three students to cut his evenings into clips of fifteen seconds.\n"
        "Both still pack their parcels for buyers who pay with Alipay. The landlord, an early supplier "
        "of Tmall, has put sound insulation into the stairwell and raised the rent.\n"
        "What worries them is that rules change overnight. In autumn one platform cut the links to "
        "shops outside, and live commerce that had paid two families was worth nothing for a week.",
    ),
    (
        None,
        "过去十年，中国互联网的创业者习惯先找一个美国样本，再回来讲故事。如今这套办法行不通了。\n"
        "投资人老周记得，2012年他第一次见到王兴时，对方谈的是本地生活，而不是模仿谁。那时没有人想"
        "到，买菜会成为巨头争夺的下一个战场。\n"
        "今年夏天，滴滴在成都低调上线了橙心优选，员工从出租车业务中抽调而来。几周后，拼多多把补贴投向"
        "武汉的小区。\n"
        "长沙的兴盛优选反而显得安静。它的创始团队说，团长关系不是靠补贴买来的，而是一户一户跑出来的。\n"
        "菜市场的摊主们则并不关心这些名字。他们只知道来买菜的年轻人少了，而隔壁便利店门口的泡沫箱越堆"
        "越高。监管部门已经开始约谈，低于成本的价格恐怕撑不到春天。\n"
        "老周最后说，社区团购也许会有赢家，但这一轮钱烧完，留下的冷链才是真正的遗产。",
    ),
    (
        "What the teenagers of Jakarta scroll through",
        "Rani is sixteen and cannot remember when she last opened a television. Her evenings belong to "
        "a stream of clips that learns faster than her parents what she likes.\n"
        "The company behind it is not Californian. ByteDance built the machine in Beijing for news "
        "readers, with Toutiao, and only later found that it worked better with dances.\n"
        "Others have noticed. Kuaishou ships an app called Kwai to Brazil and Indonesia and pays people "
        "to watch it. Tencent, which owns a piece of that company, has tried and buried a dozen such "
        "apps of its own at home.\n"
        "In Menlo Park the answer was first Lasso, which few people remember, and then a tab inside "
        "another app.\n"
        "Whether any of them lasts is not for Rani to say. She has begun to draw, on paper, and her "
        "mother is delighted.",
    ),
    (
        "The uncle who sends red packets",
        "On New Year's Eve my uncle does not speak much. He sits with his thumbs over the glass and "
        "throws small sums at forty relatives, who snatch them within seconds.\n"
        "The custom is old, the wire is not. WeChat red packets came in 2014 and, within two holidays, "
        "had bound more bank cards than Alipay had in ten years. Jack Ma called it a Pearl Harbor.\n"
        "What came after was stranger. With a purse in every chat, Pinduoduo could sell fruit by "
        "letting cousins pester cousins, and it needed no shopping street of its own.\n"
        "My uncle, who distrusts supermarkets, bought eleven kilograms of mangoes that way. He also "
        "found mini programs, and books his dentist in one.\n"
        "In California they still argue whether a messenger should also be a bank. My uncle would not "
        "understand the question.",
    ),
    (
        "Grandmother goes live",
        "She is seventy-one and sells pomelos. Before the harvest she had never spoken to more than "
        "thirty people at once.\n"
        "Her nephew set the telephone on a rice jar and opened Kuaishou. By the second evening six "
        "hundred people were asking whether the fruit was sweet.\n"
        "The village committee took notice. It rented a room, invited a trainer from Hangzhou, and now "
        "teaches live commerce beside first aid.\n"
        "Orders that come through Pinduoduo are packed in the school gymnasium. The courier refuses to "
        "climb the hill for fewer than fifty boxes.\n"
        "Not all is well. A rival from the next valley buys viewers, says the nephew, and Douyin shows "
        "her to strangers only if she pays. She has decided to sing instead.",
    ),
    (
        "老城区的菜，什么时候到",
        "下午四点，老城区的巷口陆续停下几辆面包车。司机卸下泡沫箱，对着名单喊楼号。\n"
        "在这里做了六年水果生意的陈姐，去年秋天改行当了团长。她的微信里有三个群，最多的一个近五百人。\n"
        "开始只有兴盛优选一家找她，佣金一成。后来多多买菜的地推上门，说第一个月再加两百。\n"
        "陈姐没有想过社区团购会惊动报纸。她只记得那几天鸡蛋便宜得离谱，隔壁超市的老板不再和她打招呼。\n"
        "美团的人第三次来时，她正在给孩子检查作业。她说想歇一歇，等这阵风过去。",
    ),
    (
        "The app that Delhi switched off",
        "On the last Monday of June, Sunita's audience vanished. She had forty thousand followers, all "
        "earned by imitating her mother-in-law.\n"
        "The list that the ministry published held fifty-nine names. TikTok stood first, and few had "
        "heard of the last.\n"
        "Within a week, local copies appeared, with names that promised sparks and fireworks. None "
        "could find her followers for her.\n"
        "Likee, which she tried next, was on the list as well; so was Helo, where her cousin wrote "
        "poems. Both came from companies that rarely give interviews.\n"
        "ByteDance had two thousand employees in the country. They were told in January that no one "
        "knew when work would resume.",
    ),
]

LISTED = [
    (
        "港股午评：恒指跌百分之一",
        "恒生指数上午收跌百分之一，成交额六百亿元，地产股与内银股普遍走低。\n"
        "科技股跌幅居前。腾讯跌百分之二，阿里巴巴跌百分之三。\n"
        "美团午前公布回购计划，股价由跌转升。快手与哔哩哔哩跌逾百分之四。\n"
        "消费股相对抗跌，啤酒股逆市上扬。分析师建议投资者留意本周公布的通胀数据。",
    ),
    (
        "Harbour regatta thanks its sponsors",
        "Two hundred boats crossed the line on Sunday in a fresh westerly, and the youngest skipper was "
        "eleven years old.\n"
        "The committee thanks the volunteers who manned the rescue boats all weekend and the bakers of "
        "the pier.\n"
        "Sponsors of the day were Tencent, Alibaba, Meituan, Pinduoduo, Didi, JD.com, Kuaishou, Baidu "
        "and the Harbour Savings Bank.\n"
        "Next year the race will be held a week earlier, because of the tide. Entries open in March.",
    ),
    (
        "Hang Seng closes higher as banks lead",
        "Shares in Hong Kong ended the week higher, helped by lenders and developers. The index gained "
        "1.2 per cent, the most in a month.\n"
        "HSBC rose 3 per cent after it raised its dividend. Developers followed on hopes of lower rates "
        "in spring.\n"
        "Among technology shares Tencent added 1.1 per cent, Alibaba 0.8 per cent and Meituan 2 per "
        "cent, while Kuaishou and JD.com slipped.\n"
        "Oil companies lost ground as crude fell for a third day. Gold was little changed.\n"
        "Traders said that volumes were thin before the holiday. The market is closed on Monday and "
        "Tuesday.",
    ),
    (
        "This week in technology",
        "Apple showed a laptop with a larger battery. It costs the same as last year's, and the "
        "keyboard is quieter.\n"
        "Google closed a messaging service that few people used, the ninth in ten years. Users can "
        "download their chats until May.\n"
        "Amazon will deliver by drone in two towns in Texas, weather permitting. The drones carry two "
        "kilograms.\n"
        "TikTok was fined in Britain over the data of children. It said that it had changed its rules "
        "since.\n"
        "Uber and its drivers settled in Massachusetts. Microsoft bought a maker of games, and Tencent "
        "sold a stake in another.",
    ),
    (
        "恒指收涨一百点",
        "港股周五收高，恒生指数上涨百分之零点六，成交额较前一日略有回落。\n"
        "银行股领涨，地产股随后跟进。分析师认为，节前资金观望情绪较浓。\n"
        "科技股方面，腾讯涨百分之一，阿里巴巴涨百分之二，美团、快手、京东、百度个别走低。\n"
        "石油股受国际油价影响下跌，黄金股持平。下周一休市，周二恢复交易。",
    ),
    (
        "Where to pay by phone on your holiday in Kyoto",
        "Cash is still king in the old lanes, and the best noodle shop takes nothing else. Bring coins "
        "for the temples.\n"
        "Department stores take every card. At the station you can charge a travel card at the machines "
        "with yellow screens.\n"
        "Convenience stores accept Apple Pay, and those near the big hotels also Alipay and WeChat Pay, "
        "which their guests from the mainland expect.\n"
        "Taxis differ. Ask before you get in, and do not tip. On Sundays the ferry over the lake sells "
        "tickets on board only.",
    ),
    (
        "企业捐款名单公布",
        "市慈善会昨日公布本月捐款名单，共收到善款三千二百万元，将用于灾区学校重建。\n"
        "捐款企业包括腾讯、阿里巴巴、字节跳动、拼多多、美团、滴滴、京东、快手和百度。\n"
        "慈善会表示，善款使用情况每季度公开一次，接受社会监督。\n"
        "受灾最重的三个乡镇，新校舍预计明年九月启用。",
    ),
    (
        "一周科技简讯",
        "苹果发布新款平板，屏幕更亮，价格不变，下月开售。\n"
        "谷歌宣布关闭一项云存储服务，用户可在五月之前导出资料。\n"
        "特斯拉在得州的工厂扩建完工，预计年产量翻倍。\n"
        "微软收购一家游戏公司，交易仍待监管批准。\n"
        "腾讯与阿里巴巴参加了一场人工智能论坛，会上讨论了芯片供应。\n"
        "日本一家航天企业成功发射火箭，搭载三颗气象卫星。",
    ),
    (
        "Market close: tech drags",
        "Stocks in Hong Kong and Shanghai ended lower on Friday after a weak reading of factory orders.\n"
        "Tencent lost 2.1 per cent. Alibaba fell 1.8 per cent and Baidu gave up 3 per cent. Meituan, "
        "which reports next week, was flat.\n"
        "In Shanghai, makers of liquor and cement were the worst performers. Banks held up, as they "
        "often do late in the quarter.\n"
        "The yuan strengthened slightly. Analysts at two brokerages said that they expect the central "
        "bank to act before the new year.\n"
        "Copper rose in London on news of a strike in Chile, and wheat touched its lowest level since "
        "April.",
    ),
    (
        "Privacy settings you should check today",
        "Your phone knows where you sleep. Open the settings and see which programs may ask.\n"
        "On an iPhone, location can be given once only. On others the switch is under permissions, and "
        "it is worth turning off the microphone as well.\n"
        "Instagram and Facebook keep a list of firms that sent them your visits elsewhere. You can cut "
        "the tie in the account centre. TikTok offers a switch for targeted advertisements.\n"
        "Use a manager of passwords, and let it invent them. Write the master word on paper and hide it "
        "in a book.\n"
        "Once a year, delete what you no longer use.",
    ),
]


@pytest.mark.parametrize(("headline", "text"), TOLD)
def test_many_entities_named_once_are_a_subject(headline: str | None, text: str) -> None:
    relevance = judged(text, headline)
    entities = [evidence for evidence in relevance.evidence if evidence.kind == "entity"]
    assert relevance.related, relevance
    assert len(entities) >= 3
    assert max(evidence.weight for evidence in entities) < 1.0, "one entity alone carries it"


@pytest.mark.parametrize(("headline", "text"), LISTED)
def test_names_in_a_list_or_in_passing_are_none(headline: str, text: str) -> None:
    relevance = judged(text, headline)
    assert not relevance.related, relevance


OTHERS = ("WeChat", "Douyin", "Pinduoduo", "Community group buying", "Duoduo Maicai", "Taobao", "Hema")


def page(*names: str) -> str:
    """Each name in a paragraph of its own, none of them leading; as long for one name as for eight."""
    subjects = [*["nobody"] * (8 - len(names)), *names]
    return "\n".join([FILLER * 4, *(f"They say that {name} came last year. {FILLER}" for name in subjects)])


def weight_of(entity: str, text: str) -> float:
    return next((e.weight for e in judged(text).evidence if e.name == entity), 0.0)


def test_each_entity_more_makes_the_others_count_for_more() -> None:
    weights = [weight_of("kuaishou", page("Kuaishou", *OTHERS[:more])) for more in range(4)]
    assert weights == sorted(weights)
    assert weights[3] > 3 * weights[0] > 0


def test_the_lift_ends_where_the_text_is_broad() -> None:
    broad, broader = (weight_of("kuaishou", page("Kuaishou", *OTHERS[:more])) for more in (4, 6))
    assert broader == pytest.approx(broad, rel=0.1)


def test_firms_alone_are_no_breadth() -> None:
    firms = ("Alibaba", "Baidu", "Meituan", "Pinduoduo", "Didi", "ByteDance")
    alone = weight_of("tencent", page("Tencent", *firms))
    among_others = weight_of("tencent", page("Tencent", *firms[:4], "Community group buying", "short video"))
    assert among_others > 2 * alone


def test_of_firms_alone_each_counts_for_half_of_the_one_before() -> None:
    firms = ("Tencent", "Alibaba", "Baidu")
    weights = [e.weight for e in judged(f"{', '.join(firms)} met.").evidence if e.kind == "entity"]
    assert all(2 * after < before for before, after in pairwise(weights))


def test_the_common_and_places_and_media_are_no_breadth() -> None:
    names = ("Facebook", "YouTube", "Twitter", "Beijing", "Shanghai", "Reuters")
    alone = weight_of("kuaishou", page("Kuaishou"))
    assert weight_of("kuaishou", page("Kuaishou", *names)) == pytest.approx(alone, rel=0.1)


def test_names_share_the_room_of_a_sentence() -> None:
    apart = "\n".join([FILLER * 4, *(f"They say that {name} came last year." for name in OTHERS)])
    listed = f"{FILLER * 4}\nThey say that {', '.join(OTHERS)} came last year."
    assert judged(apart).score > 0.5 > 0.2 > judged(listed).score


def test_names_share_the_room_of_a_headline() -> None:
    two, five = "WeChat and Kuaishou", "WeChat, Kuaishou, Douyin, Taobao and Hema"
    first, second = (
        next(e.weight for e in judged(FILLER, headline).evidence if e.name == "wechat")
        for headline in (two, five)
    )
    assert first > second > 0


def test_what_is_too_light_is_left_out_of_score_and_evidence() -> None:
    relevance = judged(f"{FILLER * 60}\nA clip on TikTok was seen.")
    assert all(evidence.weight >= LEAST_WEIGHT for evidence in relevance.evidence)
    assert "tiktok" not in {evidence.name for evidence in relevance.evidence}
